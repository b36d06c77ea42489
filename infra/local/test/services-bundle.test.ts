import { existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadManifests } from "@nova/topology";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleAll } from "../src/bundle.ts";
import { type LoneService, loneEnvironment, servicesDir, startAlone } from "./lone-service.ts";
import { addFault, openStack, readLogs, runAudited, type TestStack } from "./stack-harness.ts";

const manifests = await loadManifests(servicesDir);
let bundlesDir = "";
let bundles: Record<string, string> = {};
const started: LoneService[] = [];

beforeAll(async () => {
  bundlesDir = await mkdtemp(join(tmpdir(), "nova-bundles-"));
  bundles = await bundleAll(servicesDir, bundlesDir);
}, 60_000);
afterAll(async () => {
  await Promise.all(started.map((one) => one.end()));
  await rm(bundlesDir, { recursive: true, force: true });
});

describe.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
  "%s alone",
  (name, manifest) => {
    test("starts in an empty folder with Node and its one file, reading nothing else", async () => {
      const bundle = bundles[name] ?? "";
      for (let folder = dirname(bundle); folder !== dirname(folder); folder = dirname(folder))
        expect(existsSync(join(folder, "node_modules"))).toBe(false);
      // Node itself refuses every other file and every process.
      const flags = (file: string) => ["--permission", `--allow-fs-read=${file}`];
      const service = await startAlone(bundle, await loneEnvironment(manifest), flags);
      started.push(service);

      expect(service.output()).toContain('"message":"listening"');
      const health = await fetch(`${service.url}/health`);
      expect([health.status, await health.json()]).toEqual([200, { status: "ok", service: name }]);
      const deep = await fetch(`${service.url}/health/deep`);
      expect([deep.status, await deep.json()]).toMatchObject([503, { deploy_safe: false }]);
      expect(service.output()).not.toMatch(/ERR_ACCESS_DENIED|ERR_MODULE_NOT_FOUND|ExperimentalWarning/);
    });

    test("ends with 0 on SIGTERM, at once when nothing is under way", async () => {
      const service = await startAlone(bundles[name] ?? "", await loneEnvironment(manifest));
      started.push(service);
      const startedAt = Date.now();
      service.process.kill("SIGTERM");
      expect(await service.exit()).toBe(0);
      expect(Date.now() - startedAt).toBeLessThan(8_000); // less than the time to drain
    });

    test("is one file of at most 4 MB", async () => {
      expect((await stat(bundles[name] ?? "")).size).toBeLessThan(4 * 1024 * 1024);
    });
  },
);

const statusesAfterMs = 12_000;

describe("under load", () => {
  const supervised: string[] = [];
  let stack: TestStack;
  beforeAll(async () => {
    stack = await openStack({ log: (line) => supervised.push(line) });
    // Long enough for every stop to find sends under way.
    await addFault(stack, { kind: "latency", ms: 300, jitterMs: 300 });
    // Far later than any send takes: what is settled before, the worker itself has settled.
    await addFault(stack, { kind: "late-statuses", ms: statusesAfterMs });
  }, 120_000);
  afterAll(() => stack?.end());

  test("a worker stopped again and again finishes what it began: nothing twice, lost or in doubt", {
    timeout: 240_000,
  }, async () => {
    let stops = 0;
    let isOver = false;
    const stopping = (async () => {
      let last: number | undefined;
      await sleep(600);
      while (!isOver && stops < 6) {
        const pid = stack.supervisor.pidOf("whatsapp-worker");
        if (pid !== undefined && pid !== last && (await isServing(stack))) {
          process.kill(pid, "SIGTERM");
          last = pid;
          stops++;
        }
        await sleep(250);
      }
    })();
    const { audit, summary } = await runAudited(stack, { recipients: 200 });
    isOver = true;
    await stopping;

    expect(stops).toBeGreaterThanOrEqual(3);
    expect(audit).toMatchObject({
      recipients: 200,
      delivered: 200,
      failed: 0,
      unconfirmed: 0,
      open: 0,
      duplicated: 0,
      lost: 0,
      disagreeing: [],
    });
    expect(summary.attemptsPerSend).toBe(1);
    expect(await slowestSettleMs(stack)).toBeLessThan(statusesAfterMs - 2_000);

    const exits = supervised.filter((line) => line.startsWith("whatsapp-worker ended"));
    expect(exits.length).toBe(stops);
    expect(exits.filter((line) => !line.includes("(code 0)"))).toEqual([]);
    const lines = await logLines(stack);
    const stopped = lines.filter(
      ({ service, message }) => service === "whatsapp-worker" && message === "stopped",
    );
    expect(stopped).toHaveLength(stops);
    for (const { clean, cut, ms } of stopped) {
      expect([clean, cut]).toEqual([true, 0]);
      expect(ms).toBeLessThan(9_000);
    }
    const busy = lines.filter(({ message, inFlight }) => message === "draining" && Number(inFlight) > 0);
    expect(busy.length).toBeGreaterThan(0);
  });
});

async function isServing(stack: TestStack): Promise<boolean> {
  const url = `${stack.addresses.services["whatsapp-worker"]}/health`;
  return fetch(url, { signal: AbortSignal.timeout(500) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** How long the attempt took that was settled last after its start. */
async function slowestSettleMs(stack: TestStack): Promise<number> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select extract(epoch from max(coalesce(settled_at, 'infinity') - started_at)) * 1000 as ms from public.send_attempts",
    );
    return Number(rows[0].ms);
  } finally {
    await client.end();
  }
}

async function logLines(stack: TestStack): Promise<Record<string, unknown>[]> {
  const lines = (await readLogs(stack)).split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line));
}
