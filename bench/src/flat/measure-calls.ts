import type pg from "pg";
import * as z from "zod";

/** What PostgreSQL itself says of a call: time without the commit, and pages touched, whether in memory or on disk. */
export type Cost = { ms: number; pages: number };

const explained = z.tuple([
  z.object({
    Plan: z.object({ "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() }),
    "Execution Time": z.number(),
  }),
]);

/** Calls a function and says what that cost. */
export async function measureCall(client: pg.Client, call: string, values: unknown[]): Promise<Cost> {
  const { rows } = await client.query<{ "QUERY PLAN": unknown }>(
    `explain (analyze, buffers, timing off, format json) select ${call}`,
    values,
  );
  const [{ Plan: plan, "Execution Time": ms }] = explained.parse(rows[0]?.["QUERY PLAN"]);
  return { ms, pages: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
}
