import fc from "fast-check";
import { expect, test } from "vitest";
import { createRefusalReport, type ImportMapping } from "../src/index.ts";
import { type Person, people, spell, type Writing, writeFile, writing } from "./arbitrary-file.ts";
import { importAll } from "./import-support.ts";

const first: Person = { phone: "5511900000000", spelling: 1, name: "Ana Conceição", note: "é a primeira" };
const list = people.map((others) => [first, ...others]);

function mappingOf({ hasHeader, phoneLast }: Writing): ImportMapping {
  const phone = { role: "phone" as const, variable: "telefone" };
  const name = { role: "name" as const, variable: "nome" };
  const note = { role: "variable" as const, variable: "nota" };
  return { hasHeader, columns: phoneLast ? [name, note, phone] : [phone, name, note] };
}

/** What the import should make of the people, by a model of a few lines. */
function expected(all: Person[]) {
  const ready = new Map<string, Person>();
  let refused = 0;
  let duplicates = 0;
  for (const person of all) {
    if (person.phone === null) refused++;
    else if (ready.has(person.phone)) duplicates++;
    else ready.set(person.phone, person);
  }
  return { ready: [...ready.values()], refused, duplicates };
}
const oneLine = (text: string | undefined) => text?.replace(/\r\n?/g, "\n");

test("however a list is written, the same people are ready, and every row is accounted for", async () => {
  await fc.assert(
    fc.asyncProperty(list, writing, async (all, how) => {
      const { ready, refused, duplicates } = expected(all);
      const { rows, totals } = await importAll(writeFile(all, how), {
        mapping: mappingOf(how),
        batchRows: 7,
      });
      expect(rows.map(({ phone, name }) => [phone, oneLine(name)])).toEqual(
        ready.map((person) => [person.phone, person.name]),
      );
      expect(rows.map(({ variables }) => oneLine(variables.nota) ?? "")).toEqual(
        ready.map(({ note }) => note),
      );
      expect(totals).toMatchObject({ rows: all.length, ready: ready.length, refused, duplicates });
    }),
    { numRuns: 300 },
  );
});

test("wherever the bytes are cut, the result is the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      list,
      writing,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      async (all, how, sizes) => {
        const bytes = writeFile(all, how);
        const options = { mapping: mappingOf(how) };
        expect(await importAll(bytes, options, sizes)).toEqual(await importAll(bytes, options));
      },
    ),
    { numRuns: 150 },
  );
});

test("a refused row has the line that it begins in, and the cells as they were written", async () => {
  await fc.assert(
    fc.asyncProperty(list, writing, async (all, how) => {
      const bytes = writeFile(all, { ...how, encoding: "utf8", quoting: "always" });
      const lines = bytes.toString().split(/\r\n|\r|\n/);
      const { refused } = await importAll(bytes, { mapping: mappingOf(how) });
      for (const { line, cells } of refused)
        expect(lines[line - 1]).toContain(`"${cells[0]?.split(/\r\n|\r|\n/)[0]?.replaceAll('"', '""')}`);
      const written = new Set(all.map(spell));
      for (const { cells } of refused) expect(written).toContain(cells[how.phoneLast ? 2 : 0]);
    }),
    { numRuns: 100 },
  );
});

test("with enough people and a header, the columns and the separator are found without help", async () => {
  const enough = fc.tuple(list, fc.array(fc.nat(9), { minLength: 15, maxLength: 15 })).map(([all, ends]) => [
    ...ends.map((end, index) => ({
      ...first,
      phone: `55119${80_000_000 + index * 10 + end}`,
      spelling: index,
    })),
    ...all,
  ]);
  await fc.assert(
    fc.asyncProperty(enough, writing, async (all, how) => {
      const { rows } = await importAll(writeFile(all, { ...how, hasHeader: true }));
      expect(rows.map(({ phone }) => phone)).toEqual(expected(all).ready.map(({ phone }) => phone));
    }),
    { numRuns: 150 },
  );
});

test("the report of what was refused can be read again: the same rows are refused for the same reasons", async () => {
  await fc.assert(
    fc.asyncProperty(list, writing, async (all, how) => {
      const { headers, refused } = await importAll(writeFile(all, how), { mapping: mappingOf(how) });
      const faults = refused.filter(({ code }) => code !== "duplicate");
      fc.pre(faults.length > 0);
      const { header, lines } = createRefusalReport(headers);
      const { columns } = mappingOf(how);
      const ignored = ["linha", "codigo", "motivo", "reason"].map((variable) => ({
        role: "ignore" as const,
        variable,
      }));
      const again = await importAll(header() + lines(faults), {
        mapping: { hasHeader: true, separator: ";", columns: [...columns, ...ignored] },
      });
      expect(again.refused.map(({ code }) => code)).toEqual(faults.map(({ code }) => code));
    }),
    { numRuns: 100 },
  );
});

test("no bytes at all, however broken, do more than be refused", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 50 }),
      async (noise, size) => {
        const bytes = Buffer.concat([Buffer.from("telefone;nome\n11987654321;Ana\n"), noise]);
        const outcome = await importAll(bytes, {}, [size]).then(
          ({ totals }) => totals.ready + totals.refused + totals.duplicates === totals.rows,
          (thrown: { code?: string }) => thrown.code?.startsWith("contacts."),
        );
        expect(outcome).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
