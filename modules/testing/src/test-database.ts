import { randomBytes } from "node:crypto";
import pg from "pg";
import { administer, databaseUrlOf, testServer } from "./test-server.ts";

export type BrowserRole = "anon" | "authenticated" | "service_role";

export type TestDatabase = {
  url: string;
  /** Connected as the owner, who is above RLS and grants. */
  pool: pg.Pool;
  /** Runs work in a transaction as one of Supabase's roles with the claims of a token, as the API would. */
  as<T>(
    role: BrowserRole,
    claims: Record<string, unknown>,
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T>;
  /** Makes `app.now()` stand still at a moment, in this database only. */
  freezeClock(at: Date): Promise<void>;
  /** Moves the frozen clock, or starts one that runs ahead by this much. */
  moveClock(ms: number): Promise<void>;
  close(): Promise<void>;
};

/** A migrated database of its own for one test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = `nova_test_${process.pid}_${randomBytes(4).toString("hex")}`;
  await administer(server.url, `create database ${name} template ${server.template}`);
  const url = databaseUrlOf(server.url, name);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on("error", () => {}); // an idle connection that goes away when the database is dropped
  const clock = createClock(pool);
  return {
    url,
    pool,
    ...clock,
    as: (role, claims, work) => runAs(pool, role, claims, work),
    close: async () => {
      await pool.end();
      await administer(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function runAs<T>(
  pool: pg.Pool,
  role: BrowserRole,
  claims: Record<string, unknown>,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
      role,
      JSON.stringify({ role, ...claims }),
    ]);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

function createClock(pool: pg.Pool): Pick<TestDatabase, "freezeClock" | "moveClock"> {
  let frozenAt: Date | undefined;
  let aheadMs = 0;
  const define = async () => {
    const expression = frozenAt
      ? `timestamptz '${frozenAt.toISOString()}'`
      : `clock_timestamp() + interval '${aheadMs} milliseconds'`;
    await pool.query(
      `create or replace function app.now() returns timestamptz language sql stable set search_path = '' as $$ select ${expression} $$`,
    );
  };
  return {
    freezeClock: async (at) => {
      frozenAt = at;
      await define();
    },
    moveClock: async (ms) => {
      if (frozenAt) frozenAt = new Date(frozenAt.getTime() + ms);
      else aheadMs += ms;
      await define();
    },
  };
}
