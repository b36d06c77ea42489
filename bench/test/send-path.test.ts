import { afterEach, beforeEach, expect, test } from "vitest";
import { runFlat } from "../src/flat/run-flat.ts";
import type { Row } from "../src/rows.ts";
import { openScratch, type Scratch } from "../src/scratch.ts";
import { runStatuses } from "../src/statuses/run-statuses.ts";
import { runSoak } from "../src/stream/run-soak.ts";
import { runSustained } from "../src/stream/run-sustained.ts";
import { runWorker } from "../src/worker/run-worker.ts";

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.close());

const named = (rows: Row[]) => Object.fromEntries(rows.map((row) => [row.name, row]));
const compared = ({ value, against, ratio }: Row) => value > 0 && (against ?? 0) > 0 && (ratio ?? 0) > 0;

test("worker measures the same sends by the worker, pg-boss and graphile-worker", async () => {
  const rows = await runWorker(scratch, {
    sizes: [{ delayMs: 0, sends: 40, warmUp: 8, rounds: 1 }],
    history: 100,
  });
  expect(rows.filter(({ name }) => name.includes("/rate/")).map(({ name }) => name)).toEqual([
    "worker/0ms/rate/pg-boss",
    "worker/0ms/rate/graphile-worker",
  ]);
  expect(rows.filter(({ name }) => name.includes("/rate/")).every(compared)).toBe(true);
}, 90_000);

test("statuses measures applied statuses against storing their bodies, one a body and many", async () => {
  const rows = await runStatuses(scratch, {
    sizes: [
      { perBody: 1, statuses: 40, rounds: 1 },
      { perBody: 5, statuses: 40, rounds: 1 },
    ],
    history: 100,
  });
  const rates = rows.filter(({ name }) => name.includes("/rate/"));
  expect(rates.map(({ name }) => name)).toEqual([
    "statuses/1/rate/bare",
    "statuses/1/rate/bare-gateway",
    "statuses/5/rate/bare",
    "statuses/5/rate/bare-gateway",
  ]);
  expect(rates.every(compared)).toBe(true);
}, 90_000);

test("flat measures every step of a send on each size of ledger against the smallest", async () => {
  const rows = named(await runFlat(scratch, { ledgers: [100, 400], recipients: 20, sends: 5, rounds: 1 }));
  for (const step of ["send", "start", "plan", "reserve", "claim", "settle", "status"]) {
    expect(rows[`flat/100/${step}/ms`]?.value, step).toBeGreaterThan(0);
    expect(rows[`flat/400/${step}/pages`]?.ratio, step).toBeGreaterThan(0);
  }
}, 90_000);

test("sustained measures pace, lateness, memory and CPU of the whole stack, and that everybody was told", async () => {
  const rows = named(await runSustained(scratch, { seconds: 2 }));
  expect(rows["sustained/rate"]?.value).toBeGreaterThan(0);
  expect(rows["sustained/worker/rss-peak"]?.value).toBeGreaterThan(20);
  expect(rows["sustained/told-read"]).toMatchObject({ value: 160, ratio: 1 });
  expect(rows["sustained/lost-or-duplicated"]?.value).toBe(0);
}, 120_000);

test("soak measures memory by the minute and tables, and that nothing was lost or doubled", async () => {
  const rows = named(await runSoak(scratch, { minutes: 0.02 }));
  expect(rows["soak/whatsapp-worker/rss-minute-1"]?.value).toBeGreaterThan(20);
  expect(rows["soak/sends/size"]?.value).toBeGreaterThan(0);
  expect(rows["soak/told-read"]?.ratio).toBe(1);
  expect(rows["soak/lost"]?.value).toBe(0);
  expect(rows["soak/duplicated"]?.value).toBe(0);
}, 120_000);
