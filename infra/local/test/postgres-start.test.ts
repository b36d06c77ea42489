import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { identityOf } from "../bootstrap/process-identity.mjs";
import { type Postgres, startPostgres } from "../src/postgres/index.ts";

const asRoot = process.getuid?.() === 0;
let template = "";
let folder = "";
const started: Postgres[] = [];

beforeAll(async () => {
  template = await enterableFolder("nova-template-");
  await startPostgres({ dataDir: join(template, "pg") }).then((postgres) => postgres.stop());
});
afterAll(() => rm(template, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await enterableFolder("nova banco é ");
  spawnSync("cp", ["-a", join(template, "pg"), folder]);
});
afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

test("what was committed is there after a stop and a new start", async () => {
  const first = await start();
  await query(first.url, "create table kept as select 42 as answer");
  await first.stop();
  expect(identityOf(first.pid)).toBeUndefined();
  const second = await start();
  expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  expect(second.adopted).toBe(false);
});

test("a server that a killed run left behind is taken over", async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, port: first.port });
});

test("a server killed with -9 is started again and has what was committed", async () => {
  const first = await start();
  await query(first.url, "create table kept as select 7 as answer");
  process.kill(first.pid, "SIGKILL");
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 7 }]);
});

test("a pid file whose pid another program has by now does not stop it, nor is that program touched", async () => {
  const first = await start();
  await first.stop();
  // PostgreSQL is only misled by a process of its own user.
  const { uid, gid } = await stat(first.dataDir);
  const stranger = spawn("sleep", ["60"], { stdio: "ignore", ...(asRoot ? { uid, gid } : {}) });
  await writeFile(
    join(first.dataDir, "postmaster.pid"),
    `${stranger.pid}\n${first.dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`,
  );
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(identityOf(stranger.pid ?? 0)).toBeDefined();
  stranger.kill("SIGKILL");
});

test("a cluster whose making was interrupted is made again, and what is left of it goes", async () => {
  const half = join(folder, "fresh.new-1");
  await mkdir(half);
  await mkdir(join(folder, "fresh"));
  const fresh = await startPostgres({ dataDir: join(folder, "fresh") });
  started.push(fresh);
  expect(await query(fresh.url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(existsSync(half)).toBe(false);
});

test("it listens on loopback only, without a socket file, and commits to disk", async () => {
  const { url } = await start();
  const shown = await query(
    url,
    `select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as socket,
      current_setting('synchronous_commit') as durable, current_setting('shared_buffers') as buffers`,
  );
  expect(shown).toEqual([{ listen: "127.0.0.1", socket: "", durable: "on", buffers: "128MB" }]);
});

test("neither statements nor values reach its log", async () => {
  const { url, dataDir } = await start();
  await query(url, "create table people (phone text unique); insert into people values ('5511987654321')");
  await expect(query(url, "insert into people values ('5511987654321')")).rejects.toThrow("duplicate key");
  await expect(query(url, "select 'marker-text'::int")).rejects.toThrow();
  const log = await readFile(join(dataDir, "server.log"), "utf8");
  expect(log).toContain("ready to accept connections");
  expect(log).not.toMatch(/5511987654321|marker-text/);
});

test("a preferred port that is taken is replaced by another", async () => {
  const first = await start();
  spawnSync("cp", ["-a", join(template, "pg"), join(folder, "second")]);
  const second = await startPostgres({ dataDir: join(folder, "second"), port: first.port });
  started.push(second);
  expect(second.port).not.toBe(first.port);
});

test.runIf(asRoot)(
  "as root, from a folder closed to others, it runs from copies and starts afresh once the folder is emptied",
  async () => {
    await chmod(folder, 0o700);
    await rm(join(folder, "pg"), { recursive: true });
    const systemDir = await mkdtemp(join(tmpdir(), "nova-system-"));
    await chmod(systemDir, 0o755);
    const options = { dataDir: join(folder, "pg"), systemDir };
    const first = await startPostgres(options);
    expect(first.dataDir.startsWith(systemDir)).toBe(true);
    await query(first.url, "create table kept as select 1 as answer");
    await first.stop();

    const second = await startPostgres(options);
    started.push(second);
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 1 }]);

    await rm(join(folder, "pg"), { recursive: true });
    const third = await startPostgres(options);
    expect(identityOf(second.pid)).toBeUndefined();
    await expect(query(third.url, "select answer from kept")).rejects.toThrow("does not exist");
    started.push(third);

    await rm(join(folder, "pg"), { recursive: true });
    const other = await startPostgres({ dataDir: join(folder, "other"), systemDir });
    expect(identityOf(third.pid)).toBeUndefined();
    expect(existsSync(third.dataDir)).toBe(false);
    await other.stop();
    await rm(systemDir, { recursive: true, force: true });
  },
);

test.runIf(asRoot)("as root it serves data that an ordinary user made, as that user", async () => {
  const made = await start();
  await made.stop();
  spawnSync("chown", ["-R", "12345:12345", join(folder, "pg")]);
  const again = await start();
  expect(await query(again.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

async function enterableFolder(prefix: string): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), prefix));
  await chmod(made, 0o755);
  return made;
}

async function start(): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir: join(folder, "pg") });
  started.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
