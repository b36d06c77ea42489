import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { keepPostgres } from "../src/stack/keep-postgres.ts";

test("a PostgreSQL that is killed comes back at the same address with its data, guarded again", {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "nova-keep-"));
  const guarded: number[] = [];
  const kept = await keepPostgres({
    dataDir: join(folder, "postgres"),
    port: undefined,
    log: () => {},
    guard: ({ pid }) => void guarded.push(pid),
    everyMs: 50,
  });
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: kept.url, connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  await ask("create table kept (n int); insert into kept values (7)");
  const first = kept.pid();
  process.kill(first, "SIGKILL");
  let rows: unknown[] = [];
  for (const until = Date.now() + 30_000; rows.length === 0 && Date.now() < until; await sleep(100)) {
    rows = await ask("select n from kept").catch(() => []);
  }
  expect(rows).toEqual([{ n: 7 }]);
  expect(kept.pid()).not.toBe(first);
  expect(guarded).toEqual([first, kept.pid()]);
  kept.release();
  process.kill(kept.pid(), "SIGINT");
  await sleep(500);
  await rm(folder, { recursive: true, force: true });
});
