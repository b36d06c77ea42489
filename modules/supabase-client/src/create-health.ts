import type { Operations } from "./operations.ts";
import { expectedSchemaVersion } from "./schema-version.ts";

type Given = { environment: string; projectRef: string };

/**
 * What the health routes ask. Deep health is `deploy_safe` only if this is the very database that the service was meant
 * for, its schema is not older than the code, and nothing critical is missing.
 */
export function createHealth(
  operations: Pick<Operations, "checkHealth" | "listMigrations" | "readRateLimits">,
  { environment, projectRef }: Given,
) {
  async function deep() {
    const found = await operations.checkHealth();
    const guard = (value: string | null, expected: string) => ({
      status: value === expected ? "ok" : "CRITICAL",
      value,
    });
    const checks = {
      environment: guard(found.environment, environment),
      project_ref: guard(found.projectRef, projectRef),
      supabase: { status: "ok" },
      queue: { latency_ms: found.queueLatencyMs },
      tables: { missing: found.missingTables },
      views: { missing: found.missingViews },
      schema_version: { version: found.schemaVersion, expected: expectedSchemaVersion },
    };
    const safe =
      checks.environment.status === "ok" &&
      checks.project_ref.status === "ok" &&
      found.missingTables.length + found.missingViews.length === 0 &&
      (found.schemaVersion ?? 0) >= expectedSchemaVersion;
    return { status: safe ? "ok" : "critical", checks, deploy_safe: safe };
  }

  return {
    ready: () => operations.checkHealth(),
    deep,
    schema: () => operations.listMigrations(),
    rateLimit: () => operations.readRateLimits(),
  };
}
