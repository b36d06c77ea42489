import { createContactImport, type ImportBatch, type ImportOptions } from "../src/index.ts";

export type Encoded = "utf8" | "utf8-bom" | "utf16le" | "utf16be" | "windows-1252";

/** Bytes of a text as a spreadsheet would save it. */
export function encode(text: string, encoding: Encoded = "utf8"): Buffer {
  switch (encoding) {
    case "utf8":
      return Buffer.from(text);
    case "utf8-bom":
      return Buffer.from(`\uFEFF${text}`);
    case "utf16le":
      return Buffer.from(`\uFEFF${text}`, "utf16le");
    case "utf16be":
      return Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
    case "windows-1252":
      return Buffer.from(text, "latin1");
  }
}

/** The bytes in pieces of the given sizes, in turn. */
export async function* inPieces(bytes: Uint8Array, sizes: number[] = [bytes.length || 1]) {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Everything that an import makes of a file. */
export async function importAll(file: string | Buffer, options: ImportOptions = {}, sizes?: number[]) {
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  const rows: ImportBatch["rows"] = [];
  const refused: ImportBatch["refused"] = [];
  const flagged: ImportBatch["flagged"] = [];
  let last: ImportBatch | undefined;
  for await (const batch of createContactImport(options).read(inPieces(bytes, sizes))) {
    rows.push(...batch.rows);
    refused.push(...batch.refused);
    flagged.push(...batch.flagged);
    last = batch;
  }
  if (!last) throw new Error("an import always ends with a batch");
  const { totals, headers, mapping, encoding } = last;
  return { rows, refused, flagged, totals, headers, mapping, encoding };
}
