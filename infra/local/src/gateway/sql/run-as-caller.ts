import pg from "pg";
import type { Caller } from "../identify-caller.ts";
import { PipelinedStatements, type Row, type Statement } from "./pipelined-statements.ts";

export type RunAsCaller = (
  caller: Caller,
  statement: Statement,
  options?: { readOnly?: boolean },
) => Promise<Row[]>;

/** As hosted: the API gives up on anyone after a minute, and on browsers much earlier. */
const statementTimeouts = { anon: "3s", authenticated: "8s", service_role: "60s" };

const becomeCaller = {
  name: "become_caller",
  text: `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),
    set_config('statement_timeout', $3, true), set_config('transaction_read_only', $4, true),
    set_config('search_path', 'public, extensions', true)`,
};

/** Runs a statement as a role with its claims: one round trip, one transaction, nothing left on the connection. */
export function createRunAsCaller(pool: pg.Pool): RunAsCaller {
  return async (caller, statement, { readOnly = false } = {}) => {
    const values = [
      caller.role,
      JSON.stringify(caller.claims),
      statementTimeouts[caller.role],
      readOnly ? "on" : "off",
    ];
    const client = await pool.connect();
    let broken = false;
    try {
      const statements = new PipelinedStatements([{ ...becomeCaller, values }, statement]);
      client.query(statements);
      return await statements.done;
    } catch (error) {
      // A server that ends a connection says so with an error too: FATAL, and the connection is gone.
      broken = !(error instanceof pg.DatabaseError) || error.severity !== "ERROR";
      throw error;
    } finally {
      client.release(broken);
    }
  };
}
