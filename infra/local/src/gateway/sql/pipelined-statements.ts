import type { Connection, Submittable } from "pg";

export type Statement = {
  text: string;
  values: (string | null)[] /** Kept prepared under this name. */;
  name?: string;
};
export type Row = (string | null)[];

const preparedOn = new WeakMap<Connection, Set<string>>();

/**
 * Several statements in one round trip and one transaction: there is one Sync, so a failure undoes them all and every
 * `set local` ends with them. `done` gives the rows of the last statement, as text.
 */
export class PipelinedStatements implements Submittable {
  readonly done: Promise<Row[]>;
  readonly #statements: Statement[];
  readonly #settle: { resolve: (rows: Row[]) => void; reject: (error: Error) => void };
  #completed = 0;
  #rows: Row[] = [];
  #stopWatching = (): void => {};

  constructor(statements: Statement[]) {
    this.#statements = statements;
    const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
    this.done = promise;
    this.#settle = { resolve, reject };
  }

  submit(connection: Connection): void {
    const prepared = preparedOn.get(connection) ?? new Set();
    preparedOn.set(connection, prepared);
    const parsing: string[] = [];
    // A statement counts as prepared once the server says so: after an error it skips the rest.
    const onParsed = () => prepared.add(parsing.shift() ?? "");
    connection.on("parseComplete", onParsed);
    this.#stopWatching = () => connection.off("parseComplete", onParsed);

    connection.stream.cork();
    for (const { text, values, name = "" } of this.#statements) {
      if (name === "" || !prepared.has(name)) {
        connection.parse({ text, name, types: [] }, true);
        parsing.push(name);
      }
      connection.bind({ statement: name, values }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { fields: Row }): void {
    if (this.#completed === this.#statements.length - 1) this.#rows.push(fields);
  }

  handleCommandComplete(): void {
    this.#completed += 1;
  }

  handleError(error: Error): void {
    this.#stopWatching(); // no handleReadyForQuery follows
    this.#settle.reject(error);
  }

  handleReadyForQuery(): void {
    this.#stopWatching();
    this.#settle.resolve(this.#rows);
  }

  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}
