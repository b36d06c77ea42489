import { expect, test } from "vitest";
import { openScratch } from "../src/scratch.ts";
import { runSimulate } from "../src/simulate/run-simulate.ts";

test("simulate measures each profile against one plan of as many slots", async () => {
  const scratch = await openScratch();
  const rows = await runSimulate(scratch, { recipients: 300, repetitions: 1, realRecipients: 0 });
  await scratch.close();
  expect(rows.map(({ name }) => name)).toEqual([
    "simulate/official/seconds",
    "simulate/official/rate",
    "simulate/official-tier-250/seconds",
    "simulate/official-tier-250/rate",
    "simulate/qr/seconds",
    "simulate/qr/rate",
  ]);
  expect(
    rows.every(({ value, name, against }) => value > 0 && (!name.endsWith("rate") || (against ?? 0) > 0)),
  ).toBe(true);
}, 60_000);
