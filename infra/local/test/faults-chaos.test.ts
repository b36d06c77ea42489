import { afterAll, beforeAll, expect, test } from "vitest";
import { matrix } from "../src/faults/cells.ts";
import { chaosCell } from "../src/faults/chaos.ts";
import { mutations, onlyTheKey } from "../src/faults/mutations.ts";
import { titleOf } from "../src/faults/print-cells.ts";
import { openFaults, seed } from "./faults-run.ts";

let faults: Awaited<ReturnType<typeof openFaults>>;
beforeAll(async () => {
  faults = await openFaults();
});
afterAll(() => faults?.close());

const named = (titles: string[]) => matrix.filter((cell) => titles.includes(titleOf(cell)));

test("faults of every kind at random over one campaign repeat nothing and lose nothing", {
  timeout: 600_000,
}, async () => {
  const chaos = await faults.run([chaosCell(seed)], { recipients: 2_000, limitMs: 500_000 });
  expect(chaos).toEqual({ ran: 1, failed: [] });
});

/** What a missing guard lets through still has to come at its moment. */
const triesToCatch = 3;

test.each(mutations)("without its guard the matrix fails: $about", { timeout: 300_000 }, async (mutation) => {
  const cells = named(mutation.caughtBy);
  expect(cells.length).toBeGreaterThan(0);
  let caught = 0;
  for (let left = triesToCatch; left > 0 && caught < cells.length; left--)
    caught = (await faults.run(cells, { mutation, limitMs: 15_000 })).failed.length;
  expect(caught).toBe(cells.length);
});

test("the dedupe key alone is enough to start a campaign once", { timeout: 120_000 }, async () => {
  const { failed } = await faults.run(named(["campaign: started twice"]), { mutation: onlyTheKey });
  expect(failed).toEqual([]);
});
