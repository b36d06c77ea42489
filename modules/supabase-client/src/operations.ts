import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { criticalTables, criticalViews } from "./schema-version.ts";

const healthSchema = z.object({
  environment: z.string().nullable(),
  projectRef: z.string().nullable(),
  schemaVersion: z.int().nullable(),
  queueLatencyMs: z.int(),
  missingTables: z.array(z.string()),
  missingViews: z.array(z.string()),
});
export type DatabaseHealth = z.infer<typeof healthSchema>;

const migrationsSchema = z.array(z.object({ version: z.int(), name: z.string(), appliedAt: z.string() }));
const limitsSchema = z.array(
  z.looseObject({ senderId: z.uuid(), lastHour: z.int(), lastDay: z.int(), maxPerHour: z.int().nullable() }),
);

/** Runs, dead letters and what health checks ask. Each method is one SQL function. */
export function createOperations(call: CallFunction) {
  return {
    /** Keeps a push that no retry can mend; true the first time. */
    recordDeadLetter: (letter: { topic: string; messageId: string; reason: string; body: string }) =>
      call(
        "record_dead_letter",
        {
          p_topic: letter.topic,
          p_message_id: letter.messageId,
          p_reason: letter.reason,
          p_body: letter.body,
        },
        z.boolean(),
      ),
    /** True for the one caller who may do this run. */
    beginJobRun: (job: string, runKey: string, leaseSeconds = 300) =>
      call("begin_job_run", { p_job: job, p_run_key: runKey, p_lease_seconds: leaseSeconds }, z.boolean()),
    finishJobRun: (job: string, runKey: string, outcome: string) =>
      call("finish_job_run", { p_job: job, p_run_key: runKey, p_outcome: outcome }, z.null()),
    /** Attributes replies that could not be attributed when they came; how many. Safe to call again. */
    reconcileTouches: (since?: Date) =>
      call("reconcile_touches", { p_since: since?.toISOString() ?? null }, z.int()),
    checkHealth: () =>
      call("check_health", { p_tables: criticalTables, p_views: criticalViews }, healthSchema),
    listMigrations: () => call("list_migrations", {}, migrationsSchema),
    readRateLimits: () => call("read_rate_limits", {}, limitsSchema),
    initializeDatabase: (environment: string, projectRef: string) =>
      call(
        "initialize_database",
        { p_environment: environment, p_project_ref: projectRef },
        z.object({ environment: z.string(), projectRef: z.string() }),
      ),
  };
}

export type Operations = ReturnType<typeof createOperations>;
