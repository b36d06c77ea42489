import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { type Entry, entrySchema, readTold, type Status } from "./entry.ts";
import { RecordIndex } from "./record-index.ts";

const NEWLINE = 10;
// A status must be in the file soon, not before an answer: losing the last few only repeats them.
const FLUSH_TOLD_MS = 50;

/** The append-only record: the file holds the messages, memory only an index of it. */
export class RecordStore {
  index = new RecordIndex();
  /** Moves with every change, so that a page knows when to redraw. */
  version = 0;
  readonly #fd: number;
  #end: number;
  #told: string[] = [];
  #flush: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(fd: number) {
    this.#fd = fd;
    this.#end = fstatSync(fd).size;
  }

  /** Opens the record and reads what an earlier run left, up to its last whole line. */
  static async open(file: string): Promise<RecordStore> {
    mkdirSync(dirname(file), { recursive: true });
    const store = new RecordStore(openSync(file, "a+"));
    await store.#load(file);
    return store;
  }

  async #load(file: string): Promise<void> {
    if (this.#end === 0) return;
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) {
      rest = rest.length > 0 ? Buffer.concat([rest, part]) : part;
      let start = 0;
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
        this.#loadLine(rest.toString("utf8", start, end), offset + start, end - start);
        start = end + 1;
      }
      offset += start;
      rest = rest.subarray(start);
    }
    // A crash can leave half a line, which would swallow the next message.
    if (rest.length > 0) ftruncateSync(this.#fd, offset);
    this.#end = offset;
  }

  #loadLine(line: string, offset: number, length: number): void {
    const told = readTold(line);
    const entry = told ? null : entrySchema.safeParse(parseLine(line));
    if (told) this.index.tell(told.n, told.status);
    if (entry?.success) this.index.add(entry.data, offset, length);
  }

  /** Writes the message before returning its number. */
  append(entry: Entry): number {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    this.#flushTold();
    writeSync(this.#fd, line);
    const n = this.index.add(entry, this.#end, line.length - 1);
    this.#end += line.length;
    this.version++;
    return n;
  }

  /** The phone has reached this status. */
  raise(n: number, status: Status): void {
    this.index.raise(n, status);
    this.version++;
  }

  /** The business knows this status. */
  tell(n: number, status: Status): void {
    this.index.tell(n, status);
    this.version++;
    this.#told.push(`{"n":${n},"told":"${status}"}\n`);
    this.#flush ??= setTimeout(() => this.#flushTold(), FLUSH_TOLD_MS).unref();
  }

  #flushTold(): void {
    if (this.#flush) clearTimeout(this.#flush);
    this.#flush = null;
    if (this.#told.length === 0 || this.#closed) return;
    const lines = Buffer.from(this.#told.join(""));
    this.#told = [];
    writeSync(this.#fd, lines);
    this.#end += lines.length;
  }

  /** Reads a message back. */
  read(n: number): Entry {
    const { offset, length } = this.index.place(n);
    const line = Buffer.allocUnsafe(length);
    readSync(this.#fd, line, 0, length, offset);
    return entrySchema.parse(parseLine(line.toString("utf8")));
  }

  /** Forgets everything, for a new run. */
  clear(): void {
    this.#told = [];
    ftruncateSync(this.#fd, 0);
    this.#end = 0;
    this.index = new RecordIndex();
    this.version++;
  }

  close(): void {
    if (this.#closed) return;
    this.#flushTold();
    this.#closed = true;
    closeSync(this.#fd);
  }
}

function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}
