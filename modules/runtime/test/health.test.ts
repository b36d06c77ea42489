import { expect, test } from "vitest";
import { startHttp } from "../src/start-http.ts";
import { createShellFakes, healthy } from "./set-up.ts";

async function setUp(health: Partial<ReturnType<typeof createShellFakes>["shell"]["health"]> = {}) {
  const fakes = createShellFakes();
  const running = await startHttp({
    ...fakes.shell,
    health: { ...fakes.shell.health, ...health },
    routes: () => {},
  });
  const get = async (path: string) => {
    const response = await fetch(running.url + path);
    const body: typeof healthy = (await response.json()) as typeof healthy;
    return { status: response.status, body };
  };
  return { ...fakes, ...running, get };
}

const gone = async () => {
  throw new Error("password=hunter2");
};

test("alive needs no dependency", async () => {
  const { get } = await setUp({ ready: gone, deep: gone, schema: gone, rateLimit: gone });
  expect(await get("/health")).toEqual({ status: 200, body: { status: "ok", service: "test-worker" } });
});

test("ready follows the dependencies", async () => {
  expect(await (await setUp()).get("/health/ready")).toEqual({ status: 200, body: { status: "ready" } });
  const { status, body } = await (await setUp({ ready: gone })).get("/health/ready");
  expect(status).toBe(503);
  expect(JSON.stringify(body)).not.toContain("hunter2");
});

test("a dependency that hangs asynchronously or throws at once is the same: 503", async () => {
  const { get } = await setUp({
    ready: () => {
      throw new Error("at once");
    },
  });
  expect((await get("/health/ready")).status).toBe(503);
});

test("a thousand probes ask the database once", async () => {
  let asked = 0;
  const { get } = await setUp({
    ready: async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  });
  await Promise.all(Array.from({ length: 20 }, () => get("/health/ready")));
  await get("/health/ready");
  expect(asked).toBe(1);
});

test("deep answers the report as it is, 200 only when it is safe to deploy", async () => {
  expect(await (await setUp()).get("/health/deep")).toEqual({ status: 200, body: healthy });
  const unsafe = { ...healthy, status: "critical", deploy_safe: false };
  expect(await (await setUp({ deep: async () => unsafe })).get("/health/deep")).toEqual({
    status: 503,
    body: unsafe,
  });
});

test("deep keeps its shape when nothing can be asked", async () => {
  const { status, body } = await (await setUp({ deep: gone })).get("/health/deep");
  expect(status).toBe(503);
  expect(body).toMatchObject({ status: "critical", deploy_safe: false });
  const keys = (report: object) => Object.keys(report);
  expect(keys(body)).toEqual(keys(healthy));
  expect(keys(body.checks)).toEqual(keys(healthy.checks));
});

test("schema and rate limit pass on what the port says, or 503", async () => {
  const { get } = await setUp({ rateLimit: gone });
  expect(await get("/health/schema")).toEqual({ status: 200, body: { version: 5 } });
  expect((await get("/health/rate-limit")).status).toBe(503);
});

test("a public service tells the internet nothing of its senders and migrations", async () => {
  const fakes = createShellFakes();
  const { url } = await startHttp({
    ...fakes.shell,
    manifest: { name: "test-worker", trigger: { http: "public" } },
    routes: () => {},
  });
  const statusOf = async (path: string) => (await fetch(url + path)).status;
  expect(await Promise.all(["/health/deep", "/health/schema", "/health/rate-limit"].map(statusOf))).toEqual([
    200, 404, 404,
  ]);
});
