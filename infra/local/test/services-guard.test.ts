import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase } from "@nova/supabase-client";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { loadManifests, type Manifest } from "@nova/topology";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleAll } from "../src/bundle.ts";
import { type Gateway, startGateway } from "../src/gateway/index.ts";
import { type LoneService, loneEnvironment, servicesDir, startAlone } from "./lone-service.ts";

const manifests = await loadManifests(servicesDir);
const serviceKey = randomBytes(24).toString("base64url");
const started: LoneService[] = [];
let folder = "";
let bundles: Record<string, string> = {};
let database: TestDatabase;
let gateway: Gateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-bundles-"));
  bundles = await bundleAll(servicesDir, folder);
  database = await createTestDatabase();
  const keys = { anonKey: "anon", serviceKey, jwtSecret: randomBytes(48).toString("base64url") };
  gateway = await startGateway({ databaseUrl: database.url, port: 0, keys });
  const { operations } = createDatabase({ url: gateway.url, serviceKey });
  await operations.initializeDatabase("local", "nova-local");
}, 60_000);
afterAll(async () => {
  await Promise.all(started.map((one) => one.end()));
  await gateway?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

async function deepHealth(manifest: Manifest, change: Record<string, string>) {
  const env = await loneEnvironment(manifest);
  const right = { SUPABASE_URL: gateway.url, SUPABASE_SERVICE_KEY: serviceKey };
  const service = await startAlone(bundles[manifest.name] ?? "", { ...env, ...right, ...change });
  started.push(service);
  const answer = await fetch(`${service.url}/health/deep`);
  return { status: answer.status, report: await answer.json() };
}

describe.each(manifests.map((manifest) => [manifest.name, manifest] as const))("%s", (_name, manifest) => {
  test("is ready for traffic with the database that it is meant for", async () => {
    const { status, report } = await deepHealth(manifest, {});
    expect([status, report]).toMatchObject([200, { status: "ok", deploy_safe: true }]);
  });

  test.each([
    ["environment", { APP_ENV: "production" }],
    ["project_ref", { SUPABASE_PROJECT_REF: "another" }],
  ])("takes no traffic when the %s is another", async (check, change) => {
    const { status, report } = await deepHealth(manifest, change);
    expect([status, report]).toMatchObject([
      503,
      { status: "critical", deploy_safe: false, checks: { [check]: { status: "CRITICAL" } } },
    ]);
  });

  test("takes no traffic when the database refuses its key", async () => {
    const { status, report } = await deepHealth(manifest, { SUPABASE_SERVICE_KEY: "another" });
    expect([status, report]).toMatchObject([503, { deploy_safe: false }]);
  });
});
