import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runApi } from "../src/api/run-api.ts";
import { runColdStart } from "../src/cold-start/run-cold-start.ts";
import { runDispatch } from "../src/dispatch/run-dispatch.ts";
import { runImport } from "../src/import/run-import.ts";
import { type Row, toRow } from "../src/rows.ts";
import { openScratch, type Scratch } from "../src/scratch.ts";

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.close());

const measured = (row: Row) => row.value > 0 && Number.isFinite(row.value);
const compared = (row: Row) => measured(row) && (row.against ?? 0) > 0 && (row.ratio ?? 0) > 0;

test("cold-start measures time and memory of every service, with and without the compile cache", async () => {
  const services = (await readdir(new URL("../../services/", import.meta.url))).filter((name) =>
    name.startsWith("whatsapp-"),
  );
  const rows = await runColdStart(scratch, { rounds: 1, coldRounds: 1 });
  expect(rows.every(compared)).toBe(true);
  expect(rows.map(({ name, unit }) => `${name} ${unit}`)).toEqual(
    expect.arrayContaining(
      services.flatMap((service) => [
        `cold-start/${service}/ms ms`,
        `cold-start/${service}/rss MB`,
        `cold-start/${service}/ms-without-cache ms`,
        `cold-start/${service}/rss-without-cache MB`,
      ]),
    ),
  );
}, 60_000);

test("dispatch measures each step of a campaign against the same rows and messages bare", async () => {
  const rows = await runDispatch(scratch, [{ recipients: 50, repetitions: 1, budgetMs: 10_000 }]);
  const named = Object.fromEntries(rows.map((row) => [row.name, row]));
  expect(Object.keys(named)).toEqual([
    "dispatch/50/total",
    "dispatch/50/rate",
    "dispatch/50/ledger",
    "dispatch/50/read-plan",
    "dispatch/50/plan-slots",
    "dispatch/50/reserve",
    "dispatch/50/publish",
    "dispatch/50/published",
  ]);
  expect(rows.every(measured)).toBe(true);
  expect(
    ["total", "rate", "ledger", "publish"].every((what) =>
      compared(named[`dispatch/50/${what}`] ?? toRow(what, "", 0)),
    ),
  ).toBe(true);
  expect(named["dispatch/50/published"]?.value).toBe(50);
}, 60_000);

test("import measures an uploaded list of contacts against the same rows bare, and the memory it takes", async () => {
  const rows = await runImport(scratch, { sizes: [600, 900] });
  const figures = ["total", "rate", "apply", "file", "rss-peak", "cpu"];
  expect(rows.map(({ name }) => name)).toEqual(
    [600, 900].flatMap((size) => figures.map((what) => `import/${size}/${what}`)),
  );
  expect(rows.filter(({ name }) => !name.endsWith("/cpu")).every(measured)).toBe(true);
  expect(rows.filter(({ name }) => /total|rate|apply/.test(name)).every(compared)).toBe(true);
}, 120_000);

test("api measures what people ask all day against the same SQL through the same gateway", async () => {
  const sizes = { recipients: 200, listed: 50, campaigns: 3, people: 8 };
  const rows = await runApi(scratch, { ...sizes, rounds: 1, share: 0.05 });
  const asked = ["list-campaigns", "read-campaign", "recipients", "recipients-middle", "recipients-waiting"];
  const rare = ["recipients-search", "why-not-now", "create-draft", "dry-run", "simulate"];
  expect(rows.map(({ name }) => name)).toEqual(
    [...asked, ...rare].flatMap((name) => [`api/${name}/p50`, `api/${name}/p99`]),
  );
  expect(rows.every(compared)).toBe(true);
}, 120_000);

test("a closed scratch leaves no folder, and the next one removes what a killed run left", async () => {
  const nobody = await mkdtemp(`${tmpdir()}/nova-bench-${2 ** 22 + 1}-`); // above any pid that Linux gives
  try {
    const other = await openScratch();
    expect(await readdir(tmpdir())).not.toContain(nobody.split("/").at(-1));
    await other.close();
    expect(await readdir(tmpdir())).not.toContain(other.folder.split("/").at(-1));
  } finally {
    await rm(nobody, { recursive: true, force: true });
  }
});
