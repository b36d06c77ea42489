import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrapSupabase, migrate } from "@nova/database";
import pg from "pg";
import { removeForsakenServers, runPrefix } from "./forsaken-servers.ts";

/** What a test process needs to make databases: a server and the name of the migrated template, or why there is none. */
export type TestServer = { url: string; template: string } | { failure: string };

const variable = "NOVA_TEST_SERVER";

/** Hands the server on to the test processes, which are forked from this one. */
export function publishTestServer(server: TestServer): void {
  process.env[variable] = JSON.stringify(server);
}

/** The server that the global set-up of this run started. */
export function testServer(): { url: string; template: string } {
  const text = process.env[variable];
  if (!text)
    throw new Error("No test server: vitest.config.ts must name modules/testing/src/global-setup.ts.");
  const server: TestServer = JSON.parse(text);
  if ("failure" in server) throw new Error(server.failure);
  return server;
}

/** The same server, another database. */
export function databaseUrlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs one statement that cannot be in a transaction, on the server's own database. */
export async function administer(serverUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** One PostgreSQL for a test run: `DATABASE_URL`'s server if set, else an embedded one in a temporary folder. */
export async function startTestServer(
  databaseUrl = process.env.DATABASE_URL,
): Promise<{ url: string; stop(): Promise<void> }> {
  if (databaseUrl) return { url: databaseUrl, stop: async () => {} };
  const { startPostgres } = await import("@nova/local/postgres");
  await removeForsakenServers(tmpdir(), async (dataDir) => (await startPostgres({ dataDir })).stop());
  const dataDir = await mkdtemp(join(tmpdir(), runPrefix()));
  // Durability is worth nothing here: the data is thrown away after the run.
  const settings = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "200",
  };
  const server = await startPostgres({ dataDir, settings });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes the template: bootstrapped and migrated once, copied for each test file. Its name keeps runs apart. */
export async function createTemplate(serverUrl: string): Promise<string> {
  const template = `nova_template_${process.pid}_${randomBytes(3).toString("hex")}`;
  await administer(serverUrl, `create database ${template}`);
  try {
    const databaseUrl = databaseUrlOf(serverUrl, template);
    await bootstrapSupabase({ databaseUrl });
    await migrate({ databaseUrl });
  } catch (error) {
    await administer(serverUrl, `drop database ${template} with (force)`);
    throw error;
  }
  return template;
}
