import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { type Gateway, startGateway } from "../src/gateway/index.ts";
import { keys } from "./gateway-contract/target.ts";

let database: TestDatabase;
let gateway: Gateway;
const asService = { apikey: keys.serviceKey, "content-type": "application/json" };

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`
    create function public.length_of(p_text text) returns int language sql immutable as $$ select length(p_text) $$;
    create function public.wait_for(p_seconds float) returns void language sql volatile as $$ select pg_sleep(p_seconds) $$;
    create function public.timeout_of() returns text language sql stable as $$ select current_setting('statement_timeout') $$;
    create function public.leave_traces() returns text language sql volatile as $$ select set_config('app.trace', 'here', true) $$;
    create function public.find_traces() returns text language sql stable as $$ select nullif(current_setting('app.trace', true), '') $$;
    create table public.parents (id int primary key);
    create table public.children (id int references public.parents deferrable initially deferred);
    create function public.orphan() returns void language sql volatile security definer as $$ insert into public.children values (1) $$;
    create function public.children_count() returns bigint language sql stable security definer as $$ select count(*) from public.children $$;
    grant execute on all functions in schema public to anon, service_role;`);
  gateway = await startGateway({ databaseUrl: database.url, port: 0, keys, maxConnections: 2 });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

const call = (name: string, args: object = {}, headers: Record<string, string> = asService) =>
  fetch(`${gateway.url}/rest/v1/rpc/${name}`, { method: "POST", headers, body: JSON.stringify(args) });

test("a body of many megabytes is taken, one over 20 MB is refused with 413", async () => {
  expect(await (await call("length_of", { p_text: "x".repeat(15_000_000) })).json()).toBe(15_000_000);
  const chunks = new ReadableStream({
    start: (controller) => {
      for (let index = 0; index < 22; index += 1) controller.enqueue(new Uint8Array(1_000_000).fill(32));
      controller.close();
    },
  });
  const url = `${gateway.url}/rest/v1/rpc/length_of`;
  const streamed = await fetch(url, {
    method: "POST",
    headers: asService,
    body: chunks,
    duplex: "half",
  }).then(
    ({ status }) => status,
    () => 413, // the connection was cut while the rest was being sent
  );
  expect(streamed).toBe(413);
  expect((await call("length_of", { p_text: "still here" })).status).toBe(200);
});

test.each([
  ["a path that is not encoded right", "GET", "/rest/v1/%E0%A4%A", 400],
  ["a path nobody serves", "GET", "/nothing", 404],
  ["storage", "GET", "/storage/v1/bucket", 501],
  ["a write to a table", "POST", "/rest/v1/parents", 405],
  ["a filter without an operator", "GET", "/rest/v1/parents?id=1", 400],
  ["a filter with an unknown operator", "GET", "/rest/v1/parents?id=nope.1", 400],
  ["an injection in a column", "GET", '/rest/v1/parents?id"%3Bselect--=eq.1', 400],
  ["an injection in the order", "GET", "/rest/v1/parents?order=id);drop%20table%20parents--", 400],
  ["an injection in a limit", "GET", "/rest/v1/parents?limit=1;drop", 400],
  ["an unclosed logic tree", "GET", "/rest/v1/parents?or=(id.eq.1", 400],
  ["a part of sign-in that is not there", "GET", "/auth/v1/factors", 404],
  ["sign-in without JSON", "POST", "/auth/v1/token?grant_type=password", 400],
])("%s is answered without a fault", async (_case, method, path, status) => {
  const body = method === "POST" ? { body: "{" } : {};
  expect((await fetch(gateway.url + path, { method, headers: asService, ...body })).status).toBe(status);
});

test("a NUL in a text is a refusal, not a broken connection", async () => {
  expect((await call("length_of", { p_text: "a\u0000b" })).status).toBe(400);
  expect((await call("length_of", { p_text: "ab" })).status).toBe(200);
});

test("a page of another origin may call", async () => {
  const preflight = await fetch(`${gateway.url}/rest/v1/rpc/length_of`, {
    method: "OPTIONS",
    headers: {
      origin: "http://localhost:5173",
      "access-control-request-headers": "apikey,authorization,x-client-info",
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("apikey,authorization,x-client-info");
  expect((await call("timeout_of")).headers.get("access-control-allow-origin")).toBe("*");
});

test("browsers get less time than the server, as hosted", async () => {
  expect(await (await call("timeout_of")).json()).toBe("1min");
  expect(await (await call("timeout_of", {}, { apikey: keys.anonKey })).json()).toBe("3s");
});

test("a setting that a function makes ends with the request", async () => {
  await call("leave_traces");
  const traces = await Promise.all(Array.from({ length: 6 }, async () => (await call("find_traces")).json()));
  expect(new Set(traces)).toEqual(new Set([null]));
});

test("a constraint that is checked at commit fails the request", async () => {
  const response = await call("orphan");
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ code: "23503" });
  expect(await (await call("children_count")).json()).toBe(0);
});

test("connections that the database closed are replaced, and the request in flight gets a 503", async () => {
  await call("timeout_of");
  const waiting = call("wait_for", { p_seconds: 5 });
  await expect
    .poll(async () => {
      const { rowCount } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'nova-gateway' and datname = current_database() and query like '%wait_for%' and state = 'active'`,
      );
      return rowCount;
    })
    .toBe(1);
  expect((await waiting).status).toBe(503);
  expect((await call("length_of", { p_text: "abc" })).status).toBe(200);
});

test("a function made without any notice is found", async () => {
  await call("timeout_of");
  await database.pool.query(`create function public.unannounced() returns int language sql stable as $$ select 3 $$;
    grant execute on function public.unannounced to service_role`);
  expect(await (await call("unannounced")).json()).toBe(3);
});

test("a refresh token that is used again much later ends its session, for the thief and for the owner", async () => {
  const post = async (path: string, body: object) => {
    const response = await fetch(gateway.url + path, {
      method: "POST",
      headers: asService,
      body: JSON.stringify(body),
    });
    const token = z.object({ refresh_token: z.string() }).safeParse(await response.json());
    return { status: response.status, refreshToken: token.data?.refresh_token ?? "" };
  };
  const refresh = (refreshToken: string) =>
    post("/auth/v1/token?grant_type=refresh_token", { refresh_token: refreshToken });
  const account = { email: "lia@example.com", password: "correct horse 9" };
  await post("/auth/v1/admin/users", { ...account, email_confirm: true });
  const first = (await post("/auth/v1/token?grant_type=password", account)).refreshToken;
  const second = (await refresh(first)).refreshToken;
  expect((await refresh(first)).status).toBe(200); // two tabs at the same moment
  await database.pool.query(
    "update auth.refresh_tokens set traded_at = now() - interval '1 minute' where traded_at is not null",
  );
  expect((await refresh(first)).status).toBe(400);
  expect((await refresh(second)).status).toBe(400);
});

test("closing waits for the request in flight", async () => {
  const other = await startGateway({ databaseUrl: database.url, port: 0, keys });
  const url = `${other.url}/rest/v1/rpc/wait_for`;
  const waiting = fetch(url, { method: "POST", headers: asService, body: '{"p_seconds":0.3}' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await other.close();
  expect((await waiting).status).toBe(204);
});

test("a database that is away is a 503", async () => {
  const lost = await startGateway({ databaseUrl: "postgresql://postgres@127.0.0.1:1/none", port: 0, keys });
  const response = await fetch(`${lost.url}/rest/v1/rpc/timeout_of`, {
    method: "POST",
    headers: asService,
    body: "{}",
  });
  await lost.close();
  expect(response.status).toBe(503);
});

test("as a process it says when it is ready, and ends at SIGTERM", async () => {
  const main = fileURLToPath(new URL("../src/gateway/main.ts", import.meta.url));
  const child = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      PORT: "0",
      DATABASE_URL: database.url,
      SUPABASE_ANON_KEY: keys.anonKey,
      SUPABASE_SERVICE_KEY: keys.serviceKey,
      SUPABASE_JWT_SECRET: keys.jwtSecret,
    },
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const { port } = JSON.parse(line);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
