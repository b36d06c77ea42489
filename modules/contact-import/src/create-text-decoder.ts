import { refuseFile } from "./import-limits.ts";

/** The encodings in which spreadsheets write a CSV; `windows-1252` is what they call Latin-1. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** Turns the bytes of a file into text, whatever its encoding and however the bytes arrive. */
export type ImportDecoder = { write(bytes: Uint8Array): string; end(): string; encoding(): Encoding };

const signatureBytes = 4;
const windowBytes = 65_536;
const binaryFiles: [name: string, start: number[]][] = [
  [".xlsx", [0x50, 0x4b, 0x03, 0x04]],
  [".xls", [0xd0, 0xcf, 0x11, 0xe0]],
  [".pdf", [0x25, 0x50, 0x44, 0x46]],
];

/**
 * A byte order mark decides. Without one the text is ASCII until a byte that is not; what follows it tells UTF-8 from
 * Latin-1, so that a first accent after 50 MB is still read right. Throws `contacts.not_a_csv` for a spreadsheet file.
 */
export function createTextDecoder(): ImportDecoder {
  let phase: "start" | "ascii" | "deciding" | "decided" = "start";
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let encoding: Encoding = "utf-8";
  let decoder = new TextDecoder("utf-8");

  function hold(bytes: Uint8Array): Buffer | null {
    held.push(Uint8Array.from(bytes)); // the caller may use its buffer again
    heldBytes += bytes.length;
    const isEnough = phase === "start" ? heldBytes >= signatureBytes : heldBytes > windowBytes;
    return isEnough ? release() : null;
  }
  function release(): Buffer {
    const all = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    return all;
  }
  function decide(found: Encoding): void {
    phase = "decided";
    encoding = found;
    decoder = new TextDecoder(found);
  }

  function step(bytes: Uint8Array, isEnd: boolean): string {
    if (phase === "decided") return decoder.decode(bytes, { stream: !isEnd });
    if (phase === "start") {
      const start = hold(bytes) ?? (isEnd ? release() : null);
      if (!start) return "";
      refuseBinary(start);
      const marked = byteOrderMark(start);
      if (marked) decide(marked);
      else phase = "ascii";
      return step(start, isEnd);
    }
    if (phase === "ascii") {
      const plain = asciiLength(bytes);
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, plain).toString("latin1");
      if (plain === bytes.length) return text;
      phase = "deciding";
      return text + step(bytes.subarray(plain), isEnd);
    }
    const gathered = hold(bytes) ?? (isEnd ? release() : null);
    if (!gathered) return "";
    const isWhole = isEnd && gathered.length <= windowBytes;
    decide(isUtf8(gathered.subarray(0, windowBytes), isWhole) ? "utf-8" : "windows-1252");
    return step(gathered, isEnd);
  }

  return {
    write: (bytes) => step(bytes, false),
    end: () => step(new Uint8Array(), true),
    encoding: () => encoding,
  };
}

function byteOrderMark(start: Uint8Array): Encoding | null {
  const [first, second, third] = start;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : null;
}

function asciiLength(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) refuseBinaryText();
    if (byte >= 0x80) return at;
  }
  return bytes.length;
}

/** One broken character does not make a UTF-8 file Latin-1; in Latin-1 hardly any accent is valid UTF-8. */
function isUtf8(bytes: Uint8Array, isEnd: boolean): boolean {
  const text = new TextDecoder("utf-8").decode(bytes, { stream: !isEnd });
  let valid = 0;
  let broken = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken++;
    else if (code >= 0x80) valid++;
  }
  return broken === 0 || valid > broken;
}

function refuseBinary(start: Uint8Array): void {
  const kind = binaryFiles.find(([, bytes]) => bytes.every((byte, at) => start[at] === byte));
  if (kind)
    refuseFile(
      "not_a_csv",
      `O arquivo é um ${kind[0]}. No Excel, use "Salvar como" e escolha "CSV UTF-8".`,
      `The file is a ${kind[0]}. In Excel, use "Save as" and choose "CSV UTF-8".`,
    );
}

function refuseBinaryText(): never {
  refuseFile(
    "not_a_csv",
    'O arquivo não é um CSV de texto. No Excel, use "Salvar como" e escolha "CSV UTF-8".',
    'The file is not a CSV of text. In Excel, use "Save as" and choose "CSV UTF-8".',
  );
}
