import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { push, setUpHttp, setUpWorker } from "./set-up.ts";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

type Line = Record<string, unknown>;

async function startProcess(env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL("./fixtures/worker.ts", import.meta.url));
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  const exited = once(child, "exit").then(([code]) => ({ code: Number(code), at: performance.now() }));
  await expect
    .poll(() => lines.find(({ message }) => message === "listening"), { timeout: 10_000 })
    .toBeDefined();
  const port = Number(lines[0]?.port);
  const said = (message: string) => lines.filter((line) => line.message === message);
  return { child, port, lines, said, exited };
}

function post(
  port: number,
  data: unknown,
  agent?: Agent,
): Promise<{ status: number; connection: string | undefined }> {
  const envelope = {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    source: "test",
    type: "test-wait",
    data,
    metadata: { retry_count: 0 },
  };
  const message = { messageId: randomUUID(), data: Buffer.from(JSON.stringify(envelope)).toString("base64") };
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request({ port, method: "POST", path: "/", agent, headers }, (response) => {
      response.resume();
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }),
      );
    });
    sent.on("error", reject).end(JSON.stringify({ message, subscription: "s" }));
  });
}

test("SIGTERM under load: all 50 in flight finish, nothing new starts, hooks run, exit 0 at once", async () => {
  const { child, port, said, exited } = await startProcess({ HOOK_MS: "100" });
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await post(port, { waitMs: 0 }, kept)).status).toBe(204); // this connection now idles, kept alive
  const idle = connect(port); // and this one never says a word

  const inFlight = Array.from({ length: 50 }, () =>
    post(port, { waitMs: 600 }, new Agent({ keepAlive: true })),
  );
  await expect.poll(() => said("started").length).toBe(51);
  const signalled = performance.now();
  child.kill("SIGTERM");
  await expect.poll(() => said("draining").length).toBe(1);

  const refused = await post(port, { waitMs: 0 }, kept);
  expect(refused).toEqual({ status: 503, connection: "close" });
  expect(await post(port, { waitMs: 0 })).toEqual({ status: 503, connection: "close" });
  child.kill("SIGTERM"); // a second one changes nothing
  child.kill("SIGINT");

  const answers = await Promise.all(inFlight);
  expect(answers).toEqual(Array.from({ length: 50 }, () => ({ status: 204, connection: "close" })));
  const { code, at } = await exited;
  expect(code).toBe(0);
  expect(at - signalled).toBeLessThan(3_000);
  expect(said("started")).toHaveLength(51);
  expect(said("finished")).toHaveLength(51);
  expect(said("flushed")).toHaveLength(1);
  expect(said("draining")).toHaveLength(1);
  idle.destroy();
});

test("an idle process leaves at once, whatever connections are kept open", async () => {
  const { child, port, exited } = await startProcess();
  const agent = new Agent({ keepAlive: true });
  await Promise.all(Array.from({ length: 10 }, () => post(port, { waitMs: 0 }, agent)));
  const signalled = performance.now();
  child.kill("SIGTERM");
  const { code, at } = await exited;
  expect(code).toBe(0);
  expect(at - signalled).toBeLessThan(6_000);
});

test.each(["throw", "reject"])(
  "what nobody caught (%s) is reported and ends the process with 1",
  async (misbehave) => {
    const { port, lines, exited } = await startProcess();
    const answer = post(port, { waitMs: 5_000, misbehave }).catch(() => undefined);
    expect((await exited).code).toBe(1);
    await answer;
    expect(lines.find(({ severity }) => severity === "ERROR")).toMatchObject({ fatal: true });
  },
);

test("readiness turns 503 while draining, alive stays 200", async () => {
  let finish = () => {};
  const worker = await setUpWorker({
    handle: () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  });
  const answer = worker.post(push({ greetingId: "g" }));
  await expect.poll(() => worker.handled).toHaveLength(1);
  worker.signal("SIGTERM");
  expect((await fetch(`${worker.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${worker.url}/health`)).status).toBe(200);
  finish();
  expect((await answer).status).toBe(204);
  await expect.poll(() => worker.exits).toEqual([0]);
});

test("an HTTP service takes nothing new while it drains", async () => {
  const onDrain = () => new Promise<void>((resolve) => setTimeout(resolve, 300));
  const service = await setUpHttp({ onDrain });
  expect((await fetch(`${service.url}/items/1`)).status).toBe(200);
  service.signal("SIGTERM");
  const refused = await fetch(`${service.url}/items/1`);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "request.draining" });
  await expect.poll(() => service.exits).toEqual([0]);
});

test("a push whose body was still coming when SIGTERM came is not begun", async () => {
  const worker = await setUpWorker();
  const body = JSON.stringify(push({ greetingId: "g" }));
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const sent = request({ port: worker.port, method: "POST", path: "/", headers });
  sent.write(body.slice(0, 10));
  const [socket] = await once(sent, "socket");
  if (socket.connecting) await once(socket, "connect");
  await new Promise((resolve) => setTimeout(resolve, 300));
  worker.signal("SIGTERM");
  sent.end(body.slice(10));
  const [response] = await once(sent, "response");
  expect(response.statusCode).toBe(503);
  expect(worker.handled).toEqual([]);
  expect(worker.told).toEqual([]);
});

test.each([
  ["a handler that never ends", () => new Promise(() => {}), undefined],
  ["a hook that never ends", undefined, () => new Promise(() => {})],
  ["a hook that throws", undefined, () => Promise.reject(new Error("flush failed"))],
])("what cannot finish is cut in time, and the exit code says so: %s", async (_what, handle, onDrain) => {
  const drainBudget = { requestsMs: 200, hooksMs: 100, hardMs: 20_000 };
  const worker = await setUpWorker({ ...(handle && { handle }), overrides: { drainBudget, onDrain } });
  const answer = worker.post(push({ greetingId: "g" })).catch(() => undefined);
  await expect.poll(() => worker.handled).toHaveLength(1);
  if (!handle) await answer;
  const startedAt = performance.now();
  worker.signal("SIGTERM");
  await expect.poll(() => worker.exits).toEqual([1]);
  expect(performance.now() - startedAt).toBeLessThan(6_000);
});
