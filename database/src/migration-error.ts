/** Why the database was not (fully) migrated, in words that say what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  /** The SQLSTATE that Postgres gave, if it was Postgres that refused. */
  readonly sqlState: string | undefined;

  constructor(message: string, { sqlState, cause }: { sqlState?: string; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.sqlState = sqlState;
  }
}
