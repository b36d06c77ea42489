import pg from "pg";
import type { Caller } from "../identify-caller.ts";
import { Refusal, restRefusal } from "../reply.ts";

/** PostgREST's own table; the longest prefix of the SQLSTATE wins, and whatever is not here is a 400. */
const statuses: Record<string, number> = {
  "08": 503, "09": 500, "0L": 403, "0P": 403, "21": 500, "23503": 409, "23505": 409, "25": 500, "25006": 405,
  "28": 403, "2D": 500, "38": 500, "39": 500, "3B": 500, "40": 500, "42883": 404, "42P01": 404, "42P17": 500,
  "53": 503, "53400": 500, "54": 500, "55": 500, "57": 500, "57P01": 503, "58": 500, F0: 500, HV: 500,
  P0: 500, P0001: 400, XX: 500,
}; // biome-ignore format: a table

/** What a failed statement is answered with: PostgREST's status, and Postgres's own code, message, details and hint. */
export function databaseRefusal(error: unknown, caller: Pick<Caller, "role">): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof pg.DatabaseError && error.code) {
    return restRefusal(
      statusOf(error.code, caller.role),
      error.code,
      error.message,
      error.detail ?? null,
      error.hint ?? null,
    );
  }
  const reason = error instanceof Error ? error.message : "";
  if (/ECONNREFUSED|timeout exceeded when trying to connect|Connection terminated|ECONNRESET/.test(reason)) {
    return restRefusal(503, "PGRST001", "Database client error. Retrying the connection.");
  }
  return error;
}

function statusOf(sqlState: string, role: Caller["role"]): number {
  if (sqlState === "42501") return role === "anon" ? 401 : 403;
  const custom = /^PT([2-5]\d\d)$/.exec(sqlState)?.[1];
  if (custom) return Number(custom);
  return statuses[sqlState] ?? statuses[sqlState.slice(0, 2)] ?? 400;
}
