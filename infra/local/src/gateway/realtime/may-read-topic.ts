import type pg from "pg";
import type { Caller } from "../identify-caller.ts";

export type MayReadTopic = (caller: Caller, topic: string) => Promise<boolean>;

/** Asks the policies on `realtime.messages`, as hosted does: would this caller see a message of this topic? */
export function createMayReadTopic(pool: pg.Pool): MayReadTopic {
  return async (caller, topic) => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      const probe = await client.query(
        `insert into realtime.messages (topic, extension, event, private, payload)
         values ($1, 'broadcast', 'probe', true, '{}') returning id`,
        [topic],
      );
      await client.query(
        `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),
           set_config('realtime.topic', $3, true), set_config('statement_timeout', '3s', true)`,
        [caller.role, JSON.stringify(caller.claims), topic],
      );
      const seen = await client.query("select from realtime.messages where id = $1", [probe.rows[0]?.id]);
      return seen.rowCount === 1;
    } catch {
      return false; // a policy that fails lets nobody in
    } finally {
      await client.query("rollback").then(
        () => client.release(),
        (error) => client.release(error),
      );
    }
  };
}
