import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AppError } from "@nova/error-handler";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { createCallFunction, toDatabaseError } from "../src/client.ts";
import { createDatabase } from "../src/index.ts";
import { keys, openRealDatabase } from "./real-database.ts";

const url = "http://database.example";
const answering =
  (status: number, body: string, headers = {}): typeof fetch =>
  async () =>
    new Response(body, { status, headers });
/** How a call ends when the database's API answers like this. */
const failureOf = (given: typeof fetch, timeoutMs = 1_000): Promise<AppError> =>
  createCallFunction({ url, serviceKey: "key", fetch: given, timeoutMs })("save_client", {}, z.string()).then(
    () => Promise.reject(new Error("it was accepted")),
    (error: AppError) => error,
  );

describe("a failure says whether it may be tried again", () => {
  test.each<[string, string, string]>([
    ["NV404", "never", "what was asked for is not there"],
    ["NV409", "never", "it cannot be done now"],
    ["NV400", "never", "it was asked wrongly"],
    ["22P02", "never", "bad input"],
    ["23505", "never", "a constraint"],
    ["42501", "never", "no rights"],
    ["54001", "never", "too much of anything"],
    ["PGRST202", "never", "no such function"],
    ["PGRST301", "never", "a token that is no longer valid"],
    ["40001", "safe", "a conflict: undone"],
    ["40P01", "safe", "a deadlock: undone"],
    ["53300", "safe", "no room for a connection"],
    ["55P03", "safe", "a lock that was not there"],
    ["57014", "safe", "a statement that took too long: undone"],
    ["57P01", "safe", "a database that is shutting down"],
    ["PGRST000", "safe", "no connection was made"],
    ["PGRST003", "safe", "no connection was free"],
    ["PGRST001", "unknown", "a connection that broke"],
    ["08006", "unknown", "a connection that broke"],
    ["XX000", "unknown", "a fault of the database"],
  ])("%s: %s, %s", (code, retry) => {
    const {
      code: told,
      retry: may,
      context,
    } = toDatabaseError("save_client", { code, message: "m", hint: "h" }, 400);
    expect({ told, may, context }).toEqual({
      told: `database.${code.toLowerCase()}`,
      may: retry,
      context: { function: "save_client", hint: "h" },
    });
  });

  test.each<[number, string]>([
    [401, "never"],
    [403, "never"],
    [404, "never"],
    [413, "never"],
    [408, "unknown"],
    [429, "safe"],
    [503, "safe"],
    [500, "unknown"],
    [502, "unknown"],
    [504, "unknown"],
    [520, "unknown"],
  ])("HTTP %i without a code: %s", async (status, retry) => {
    const page = "<html><body>gateway of 5511999998888</body></html>";
    const error = await failureOf(answering(status, page, { "content-type": "text/html" }));
    expect(error).toMatchObject({
      code: `database.http_${status}`,
      retry,
      message: `save_client: HTTP ${status} without a code`,
    });
  });
});

describe("without an answer nobody knows whether it happened", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  async function listen(onRequest: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(onRequest);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  }
  const callAt = (at: string, timeoutMs: number) =>
    createCallFunction({ url: at, serviceKey: "key", timeoutMs })("save_client", {}, z.string());

  test("after its time a call ends", async () => {
    const silent = await listen(() => {});
    const startedAt = performance.now();
    await expect(callAt(silent, 150)).rejects.toMatchObject({ code: "database.timeout", retry: "unknown" });
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  test("after its time a call ends, also in the middle of an answer", async () => {
    const slow = await listen((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      res.write('"half');
    });
    await expect(callAt(slow, 150)).rejects.toMatchObject({ code: "database.timeout", retry: "unknown" });
  });

  test.each([
    ["EHOSTUNREACH", "connect", "safe"],
    ["EHOSTUNREACH", "read", "unknown"],
    ["ENETUNREACH", "write", "unknown"],
    ["ECONNRESET", "read", "unknown"],
  ])("%s on %s is %s to try again", async (code, syscall, retry) => {
    const cause = Object.assign(new Error(code), { code, syscall });
    expect(await failureOf(() => Promise.reject(new TypeError("fetch failed", { cause })))).toMatchObject({
      code: "database.unreachable",
      retry,
    });
  });

  test("a closed port, an unknown host and a cut connection are unreachable, at once", async () => {
    const cut = await listen((req) => req.socket.destroy());
    const closed = await listen(() => {});
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    // Who was never reached did nothing; who hung up may have.
    for (const [at, retry] of [
      [cut, "unknown"],
      [closed, "safe"],
      ["http://database.invalid", "safe"],
    ] as const)
      await expect(callAt(at, 5_000)).rejects.toMatchObject({ code: "database.unreachable", retry });
  });

  test("an answer that is no JSON, or of another shape, was an answer: it may have happened", async () => {
    expect(await failureOf(answering(200, "<html>"))).toMatchObject({
      code: "database.http_200",
      retry: "unknown",
    });
    expect(await failureOf(answering(200, '{"id": 5}'))).toMatchObject({
      code: "database.unexpected_shape",
      retry: "unknown",
    });
  });
});

test("what people wrote is in no message: the database quotes bad input", async () => {
  const message = 'invalid input syntax for type uuid: "Maria, 5511999998888"';
  const error = toDatabaseError("claim_send", { code: "22P02", message });
  expect(error.message).toBe('claim_send: invalid input syntax for type uuid: "…"');
});

describe("against a real database", () => {
  let real: Awaited<ReturnType<typeof openRealDatabase>>;
  beforeAll(async () => {
    real = await openRealDatabase();
  });
  afterAll(() => real.close());
  const as = (serviceKey: string) => createDatabase({ url: real.gatewayUrl, serviceKey });

  test("its refusals keep their code and hint", async () => {
    const start = real.nova.campaigns.start(randomUUID(), randomUUID(), "ana");
    await expect(start).rejects.toMatchObject({ code: "database.nv404", retry: "never" });
    await real.nova.operations.initializeDatabase("test", "one");
    const other = real.nova.operations.initializeDatabase("test", "two");
    await expect(other).rejects.toMatchObject({
      code: "database.nv409",
      retry: "never",
      context: { function: "initialize_database", hint: expect.stringContaining("nothing was changed") },
    });
  });

  test("bad input is refused for good", async () => {
    await expect(real.nova.sends.claim("no uuid", randomUUID())).rejects.toMatchObject({
      code: "database.22p02",
      retry: "never",
    });
  });

  test("a browser key may call nothing, and a wrong key is refused for good", async () => {
    await expect(as(keys.anonKey).sends.sweep()).rejects.toMatchObject({
      code: "database.42501",
      retry: "never",
    });
    await expect(as("wrong").sends.sweep()).rejects.toMatchObject({
      code: "database.http_401",
      retry: "never",
    });
  });

  test("an API that went away is unreachable", async () => {
    const gone = await openRealDatabase();
    await gone.nova.sends.sweep();
    await gone.close();
    await expect(gone.nova.sends.sweep()).rejects.toMatchObject({
      code: "database.unreachable",
      retry: "safe",
    });
  });
});
