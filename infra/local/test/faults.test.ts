import { afterAll, beforeAll, expect, test } from "vitest";
import { matrix } from "../src/faults/cells.ts";
import { openFaults } from "./faults-run.ts";

let faults: Awaited<ReturnType<typeof openFaults>>;
beforeAll(async () => {
  faults = await openFaults();
});
afterAll(() => faults?.close());

test("no fault at any await point makes a message come twice or not at all", {
  timeout: 900_000,
}, async () => {
  expect(await faults.run(matrix, { lanes: 8 })).toEqual({ ran: matrix.length, failed: [] });
});
