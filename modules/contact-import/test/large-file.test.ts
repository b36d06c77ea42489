import { expect, test } from "vitest";
import { createIdentitySet } from "../src/identity-set.ts";
import { createContactImport } from "../src/index.ts";

const rowCount = 100_000;

/** A file of some 20 MB that never exists as a whole: every tenth row is a repetition, every twentieth is no number. */
async function* file() {
  yield Buffer.from("telefone;nome;cidade;nota\n");
  const note = "x".repeat(150);
  for (let from = 0; from < rowCount; from += 500) {
    const rows = Array.from({ length: 500 }, (_, offset) => {
      const index = from + offset;
      const phone = index % 20 === 0 ? "12" : `(11) 9${80_000_000 + (index % 10 === 1 ? index - 7 : index)}`;
      return `${phone};"Pessoa ""${index}""";São Paulo;${note}\n`;
    });
    yield Buffer.from(rows.join(""));
  }
}

test("100,000 rows are read in bounded memory, with a figure of progress and nobody lost", async () => {
  const before = process.memoryUsage().heapUsed;
  let highest = 0;
  let ready = 0;
  let refused = 0;
  let bytes = 0;
  for await (const batch of createContactImport({ batchRows: 1_000 }).read(file())) {
    ready += batch.rows.length;
    refused += batch.refused.length;
    expect(batch.totals.bytes).toBeGreaterThanOrEqual(bytes);
    expect(batch.totals.rows).toBe(ready + refused);
    bytes = batch.totals.bytes;
    highest = Math.max(highest, process.memoryUsage().heapUsed - before);
  }
  expect(ready + refused).toBe(rowCount);
  expect(refused).toBe(rowCount / 20 + rowCount / 10 - 1);
  expect(bytes).toBeGreaterThan(18_000_000);
  expect(highest / 2 ** 20).toBeLessThan(120);
});

test("a million numbers are remembered with their lines, in less than 60 MB", () => {
  const before = process.memoryUsage().arrayBuffers;
  const seen = createIdentitySet();
  for (let index = 0; index < 1_000_000; index++)
    if (seen.firstLineOf(`5511${900_000_000 + index}`, index + 2) !== null) throw new Error("seen too soon");
  expect(seen.size()).toBe(1_000_000);
  expect(seen.firstLineOf("5511900000000", 1)).toBe(2);
  expect(seen.firstLineOf("5511900999999", 1)).toBe(1_000_001);
  expect(seen.firstLineOf("5511901000000", 1)).toBeNull();
  expect((process.memoryUsage().arrayBuffers - before) / 2 ** 20).toBeLessThan(60);
});
