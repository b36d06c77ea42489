import { setImmediate as breathe } from "node:timers/promises";
import { expect, test } from "vitest";
import { receiveImport } from "../src/receive-import.ts";
import { mapping } from "./import-client.ts";

const rowCount = 100_000;
const limits = { fileBytes: 1e9, rows: 1e6 };
const attempt = { actor: "a", clientId: "b", importId: "c", attemptId: "d" };

const totals = { rows: 0, ready: 0, refused: 0, duplicates: 0, refusals: {}, notes: {} };
const ended = {
  ...{
    id: "c",
    status: "done" as const,
    fileName: "f",
    listId: null,
    listName: null,
    bytes: null,
    bytesRead: 0,
  },
  ...{
    newContacts: 0,
    added: 0,
    alreadyListed: 0,
    optedOut: 0,
    problem: null,
    createdAt: "",
    finishedAt: null,
  },
  ...totals,
};

test("100,000 rows pass through in bounded memory, read no faster than they are staged, with their progress told", async () => {
  let given = 0;
  let staged = 0;
  let stagedRows = 0;
  let mostAhead = 0;
  let mostHeap = 0;
  const before = process.memoryUsage().heapUsed;

  async function* file() {
    yield Buffer.from("telefone;nome;cidade\n");
    const note = "São Paulo ".repeat(15);
    for (let from = 0; from < rowCount; from += 250) {
      const rows = Array.from(
        { length: 250 },
        (_, i) => `(11) 9${80_000_000 + from + i};Pessoa ${i};${note}\n`,
      );
      const piece = Buffer.from(rows.join(""));
      given += piece.length;
      mostAhead = Math.max(mostAhead, given - staged);
      yield piece;
    }
  }
  const imports = {
    begin: async () => ({ import: ended, mapping, country: "55", bytes: null }),
    stage: async (
      _: object,
      { rows, rowsBefore, progress }: { rows: object[]; rowsBefore: number; progress: { bytesRead: number } },
    ) => {
      await breathe();
      expect(rowsBefore).toBe(stagedRows);
      expect(progress.bytesRead).toBeGreaterThanOrEqual(staged);
      stagedRows += rows.length;
      staged = progress.bytesRead;
      mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed - before);
      return null;
    },
    noteProgress: async () => null,
    apply: async () => ended,
    fail: async () => ended,
  };
  await receiveImport({ imports, stream: file(), attempt, limits, beatMs: 60_000 });
  expect([stagedRows, staged]).toEqual([rowCount, given + "telefone;nome;cidade\n".length]);
  expect(given / 2 ** 20).toBeGreaterThan(17);
  expect(mostAhead / 2 ** 20).toBeLessThan(1);
  expect(mostHeap / 2 ** 20).toBeLessThan(100);
});
