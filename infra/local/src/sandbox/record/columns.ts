type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** A column of numbers that grows by half: a million rows cost megabytes, not objects. */
export class Column<T extends Numbers> {
  #values: T;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(1024);
  }

  at(row: number): number {
    return this.#values[row] ?? 0;
  }

  set(row: number, value: number): void {
    if (row >= this.#values.length) {
      const grown = this.#make(Math.max(row + 1, Math.ceil(this.#values.length * 1.5)));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[row] = value;
  }
}

/** Gives every distinct string a small number. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  get size(): number {
    return this.#names.length;
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const next = this.#names.length;
    this.#names.push(name);
    this.#numbers.set(name, next);
    return next;
  }

  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(number: number): string {
    return this.#names[number] ?? "";
  }
}

/** Finds the first row of a key: an open-addressed table of row numbers, a quarter of a Map's size. */
export class FirstRows {
  #slots = new Int32Array(2048).fill(-1);
  #used = 0;
  readonly #keys = new Column((n) => new Float64Array(n));

  /** The row that had this key before, or undefined after noting this one. */
  note(key: number, row: number): number | undefined {
    if (this.#used * 2 >= this.#slots.length) this.#grow();
    this.#keys.set(row, key);
    const slot = this.#slotOf(key);
    const first = this.#slots[slot] ?? -1;
    if (first !== -1) return first;
    this.#slots[slot] = row;
    this.#used++;
    return undefined;
  }

  #slotOf(key: number): number {
    const mask = this.#slots.length - 1;
    let slot = (key % 4_294_967_291) & mask;
    for (;;) {
      const row = this.#slots[slot] ?? -1;
      if (row === -1 || this.#keys.at(row) === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const rows = this.#slots.filter((row) => row !== -1);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (const row of rows) this.#slots[this.#slotOf(this.#keys.at(row))] = row;
  }
}
