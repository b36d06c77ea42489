import { Column, FirstRows, Names } from "./columns.ts";
import { type Entry, type Status, statusNames, statusRanks } from "./entry.ts";

const NONE = -1;

/** What is kept in memory of each message: where its line is, and the few numbers that questions ask for. */
export class RecordIndex {
  size = 0;
  readonly phones = new Names();
  readonly senders = new Names();
  /** First hash digits to the rows that share them, only where there are two or more. */
  readonly repeated = new Map<number, number[]>();
  readonly #firstRows = new FirstRows();
  readonly #offset = new Column((n) => new Float64Array(n));
  readonly #length = new Column((n) => new Uint32Array(n));
  readonly #at = new Column((n) => new Float64Array(n));
  readonly #phone = new Column((n) => new Uint32Array(n));
  readonly #sender = new Column((n) => new Uint16Array(n));
  readonly #status = new Column((n) => new Uint8Array(n));
  readonly #told = new Column((n) => new Uint8Array(n));
  readonly #goal = new Column((n) => new Uint8Array(n));
  readonly #inbound = new Column((n) => new Uint8Array(n));
  readonly #previous = new Column((n) => new Int32Array(n));
  readonly #lastOfPhone = new Column((n) => new Int32Array(n));
  readonly #countOfPhone = new Column((n) => new Uint32Array(n));

  add(entry: Entry, offset: number, length: number): number {
    const row = this.size++;
    const phonesBefore = this.phones.size;
    const phone = this.phones.numberOf(entry.waId);
    this.#offset.set(row, offset);
    this.#length.set(row, length);
    this.#at.set(row, Date.parse(entry.at));
    this.#phone.set(row, phone);
    this.#sender.set(row, this.senders.numberOf(entry.sender));
    this.#status.set(row, statusRanks.accepted);
    this.#told.set(row, statusRanks.accepted);
    this.#goal.set(row, goalRank(entry.ends));
    this.#inbound.set(row, entry.direction === "in" ? 1 : 0);
    this.#previous.set(row, phone === phonesBefore ? NONE : this.#lastOfPhone.at(phone));
    this.#lastOfPhone.set(phone, row);
    this.#countOfPhone.set(phone, this.#countOfPhone.at(phone) + 1);
    if (entry.direction === "out") this.#noteRepeat(Number.parseInt(entry.hash.slice(0, 13), 16), row);
    return row;
  }

  #noteRepeat(key: number, row: number): void {
    const first = this.#firstRows.note(key, row);
    if (first === undefined) return;
    const rows = this.repeated.get(key);
    if (rows) rows.push(row);
    else this.repeated.set(key, [first, row]);
  }

  /** Statuses only rise; a failure is final. */
  raise(row: number, status: Status): void {
    if (row < this.size) this.#status.set(row, Math.max(this.#status.at(row), statusRanks[status]));
  }

  tell(row: number, status: Status): void {
    if (row >= this.size) return;
    this.#told.set(row, Math.max(this.#told.at(row), statusRanks[status]));
    this.raise(row, status);
  }

  place(row: number): { offset: number; length: number } {
    return { offset: this.#offset.at(row), length: this.#length.at(row) };
  }

  status(row: number): Status {
    return statusNames[this.#status.at(row)] ?? "accepted";
  }

  told(row: number): Status {
    return statusNames[this.#told.at(row)] ?? "accepted";
  }

  isInbound(row: number): boolean {
    return this.#inbound.at(row) === 1;
  }

  /** Whether some status of it has not reached the business yet. */
  isUntold(row: number): boolean {
    return !this.isInbound(row) && this.#told.at(row) < this.#goal.at(row);
  }

  at(row: number): number {
    return this.#at.at(row);
  }

  phoneOf(row: number): number {
    return this.#phone.at(row);
  }

  senderOf(row: number): number {
    return this.#sender.at(row);
  }

  messagesOfPhone(phone: number): number {
    return this.#countOfPhone.at(phone);
  }

  isLastOfPhone(row: number): boolean {
    return this.#lastOfPhone.at(this.#phone.at(row)) === row;
  }

  /** The rows of a phone, newest first. */
  *thread(waId: string): Generator<number> {
    const phone = this.phones.find(waId);
    if (phone === undefined) return;
    for (let row = this.#lastOfPhone.at(phone); row !== NONE; row = this.#previous.at(row)) yield row;
  }
}

function goalRank(ends: string): number {
  if (ends === "delivered" || ends === "read") return statusRanks[ends];
  return ends === "none" ? statusRanks.accepted : statusRanks.failed;
}
