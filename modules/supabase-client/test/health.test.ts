import { readdir } from "node:fs/promises";
import { createTestDatabase } from "@nova/testing";
import { describe, expect, test } from "vitest";
import {
  createHealth,
  criticalTables,
  criticalViews,
  type DatabaseHealth,
  expectedSchemaVersion,
} from "../src/index.ts";

const sound: DatabaseHealth = {
  environment: "production",
  projectRef: "abc",
  schemaVersion: expectedSchemaVersion,
  queueLatencyMs: 12,
  missingTables: [],
  missingViews: [],
};
const healthWith = (found: Partial<DatabaseHealth>) =>
  createHealth(
    {
      checkHealth: async () => ({ ...sound, ...found }),
      listMigrations: async () => [],
      readRateLimits: async () => [],
    },
    { environment: "production", projectRef: "abc" },
  );

test("the expected schema version is that of the newest migration", async () => {
  const files = await readdir(new URL("../../../database/migrations/", import.meta.url));
  const versions = files.flatMap((name) => (/^\d{4}_.*\.sql$/.test(name) ? [Number(name.slice(0, 4))] : []));
  expect(expectedSchemaVersion).toBe(Math.max(...versions));
});

test("what counts as critical exists in a migrated database", async () => {
  const database = await createTestDatabase();
  try {
    const { rows } = await database.pool.query("select public.check_health($1, $2) as found", [
      criticalTables,
      criticalViews,
    ]);
    expect(rows[0].found).toMatchObject({
      missingTables: [],
      missingViews: [],
      schemaVersion: expectedSchemaVersion,
    });
  } finally {
    await database.close();
  }
});

describe("deep health", () => {
  test("is safe on the very database that the service was meant for", async () => {
    expect(await healthWith({}).deep()).toMatchObject({ status: "ok", deploy_safe: true });
  });

  test("is safe on a schema that is newer than the code: databases are migrated first", async () => {
    expect(await healthWith({ schemaVersion: expectedSchemaVersion + 1 }).deep()).toMatchObject({
      deploy_safe: true,
    });
  });

  test.each<[string, Partial<DatabaseHealth>]>([
    ["of another environment", { environment: "staging" }],
    ["of no environment", { environment: null }],
    ["of another project", { projectRef: "xyz" }],
    ["of no project", { projectRef: null }],
    ["with an older schema", { schemaVersion: expectedSchemaVersion - 1 }],
    ["without a schema", { schemaVersion: null }],
    ["without a table", { missingTables: ["sends"] }],
    ["without a view", { missingViews: ["campaign_metrics"] }],
  ])("is critical on a database %s", async (_name, found) => {
    expect(await healthWith(found).deep()).toMatchObject({ status: "critical", deploy_safe: false });
  });

  test("says which marker is wrong, and what it is", async () => {
    const { checks } = await healthWith({ environment: "staging" }).deep();
    expect(checks).toMatchObject({
      environment: { status: "CRITICAL", value: "staging" },
      project_ref: { status: "ok", value: "abc" },
    });
  });
});
