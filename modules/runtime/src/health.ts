import { toAppError } from "@nova/error-handler";
import type { Express, Response } from "express";
import { createCached } from "./create-cached.ts";
import { withDeadline } from "./with-deadline.ts";

/** What `/health/deep` answers: the guards, the schema and the dependencies; `deploy_safe` decides 200 or 503. */
export type DeepReport = {
  status: string;
  checks: {
    environment: { status: string; value: string | null };
    project_ref: { status: string; value: string | null };
    supabase: { status: string };
    queue: { latency_ms: number | null };
    tables: { missing: string[] };
    views: { missing: string[] };
    schema_version: { version: string | number | null; expected: string | number | null };
  };
  deploy_safe: boolean;
};

/** What a service needs to know of its dependencies; a rejected promise means "not available". */
export interface Health {
  ready(): Promise<unknown>;
  deep(): Promise<DeepReport>;
  schema(): Promise<unknown>;
  rateLimit(): Promise<unknown>;
}

type Options = {
  service: string;
  environment: string | null;
  projectRef: string | null;
  health: Health;
  draining: () => boolean;
  /** Whether anyone on the internet may ask. */
  isPublic: boolean;
  timeoutMs?: number;
};

/** Probes come often and from outside: each answer is reused this long, and asked for once at a time. */
const reuseMs = 2_000;

/** Mounts the health routes; only `/health` touches no dependency. What tells of senders and schema is not for the public. */
export function mountHealth(app: Express, options: Options): void {
  const { service, health, draining, isPublic, timeoutMs = 5_000 } = options;
  const bounded = <T>(ask: () => Promise<T>) =>
    createCached(() => withDeadline(ask(), timeoutMs, "health"), reuseMs);
  const ready = bounded(() => health.ready());
  const deep = bounded(() => health.deep());
  const schema = bounded(() => health.schema());
  const rateLimit = bounded(() => health.rateLimit());

  async function answer(res: Response, ask: () => Promise<unknown>): Promise<void> {
    try {
      res.json((await ask()) ?? {});
    } catch (thrown) {
      res.status(503).json({ status: "unavailable", code: toAppError(thrown).code });
    }
  }

  app.get("/health", (_req, res) => void res.json({ status: "ok", service }));
  app.get("/health/ready", async (_req, res) => {
    if (draining()) return void res.status(503).json({ status: "draining" });
    await answer(res, async () => {
      await ready();
      return { status: "ready" };
    });
  });
  app.get("/health/deep", async (_req, res) => {
    const report = await deep().catch(() => unreachable(options));
    res.status(report.deploy_safe ? 200 : 503).json(report);
  });
  if (isPublic) return;
  app.get("/health/schema", (_req, res) => answer(res, schema));
  app.get("/health/rate-limit", (_req, res) => answer(res, rateLimit));
}

/** The same shape when nothing could be asked: what this side knows, and nothing that it does not. */
function unreachable({ environment, projectRef }: Options): DeepReport {
  return {
    status: "critical",
    checks: {
      environment: { status: "unknown", value: environment },
      project_ref: { status: "unknown", value: projectRef },
      supabase: { status: "critical" },
      queue: { latency_ms: null },
      tables: { missing: [] },
      views: { missing: [] },
      schema_version: { version: null, expected: null },
    },
    deploy_safe: false,
  };
}
