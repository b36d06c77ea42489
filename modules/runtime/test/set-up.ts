import { randomUUID } from "node:crypto";
import { AppError, createLogger, createReporter } from "@nova/error-handler";
import type { Topic } from "@nova/queue";
import * as z from "zod";
import type { ShellOptions } from "../src/create-shell.ts";
import type { DeepReport } from "../src/health.ts";
import type { DeadLetterRecord, PushContext } from "../src/receive-push.ts";
import { type HttpOptions, startHttp } from "../src/start-http.ts";
import { startWorker } from "../src/start-worker.ts";

export const greet: Topic<{ greetingId: string }> = {
  name: "test-greet",
  schema: z.object({ greetingId: z.string() }),
};

export const healthy: DeepReport = {
  status: "ok",
  checks: {
    environment: { status: "ok", value: "test" },
    project_ref: { status: "ok", value: "ref" },
    supabase: { status: "ok" },
    queue: { latency_ms: 3 },
    tables: { missing: [] },
    views: { missing: [] },
    schema_version: { version: 5, expected: 5 },
  },
  deploy_safe: true,
};

/** A push of `greet` as Pub/Sub sends it. */
export function push(
  data: unknown,
  { type = greet.name, correlationId = "corr-1", attempt = 1 } = {},
): unknown {
  const envelope = {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    source: "test",
    type,
    data,
    metadata: { correlation_id: correlationId, retry_count: 0 },
  };
  return {
    message: {
      messageId: "m-1",
      data: Buffer.from(JSON.stringify(envelope)).toString("base64"),
      attributes: {},
    },
    subscription: "projects/p/subscriptions/test-greet-sub",
    deliveryAttempt: attempt,
  };
}

/** What the shell needs, all of it fake, and what it logged, told and did to the process. */
export function createShellFakes() {
  const lines: Record<string, unknown>[] = [];
  const told: AppError[] = [];
  const exits: number[] = [];
  const listeners = new Map<string, (value: unknown) => void>();
  const logger = createLogger({
    service: "test-worker",
    level: "debug",
    write: (line) => lines.push(JSON.parse(line)),
  });
  const shell: ShellOptions = {
    manifest: { name: "test-worker" },
    config: { PORT: 0, GCP_PROJECT_ID: "nova-test", APP_ENV: "test", SUPABASE_PROJECT_REF: "ref" },
    health: {
      ready: async () => {},
      deep: async () => healthy,
      schema: async () => ({ version: 5 }),
      rateLimit: async () => ({ used: 1 }),
    },
    logger,
    reporter: createReporter({ logger, sinks: [(error) => void told.push(error)] }),
    host: {
      on: (event, listener) => void listeners.set(event, listener),
      exit: (code) => void exits.push(code),
    },
  };
  const requests = () => lines.filter((line) => line.message === "request");
  return { shell, lines, requests, told, exits, signal: (name: string) => listeners.get(name)?.(name) };
}

type Behaviour = {
  handle?: (data: { greetingId: string }, context: PushContext) => Promise<unknown> | unknown;
  recordFails?: boolean;
  verifyPush?: (authorization: string | undefined) => Promise<void>;
  overrides?: Partial<ShellOptions>;
  bodyLimitBytes?: number;
};

/** A running worker of `greet`. */
export async function setUpWorker({
  handle,
  recordFails,
  verifyPush,
  overrides,
  bodyLimitBytes,
}: Behaviour = {}) {
  const fakes = createShellFakes();
  const recorded: DeadLetterRecord[] = [];
  const handled: { greetingId: string }[] = [];
  const running = await startWorker({
    ...fakes.shell,
    ...overrides,
    topic: greet,
    bodyLimitBytes,
    verifyPush,
    handle: async (data, context) => {
      handled.push(data);
      return handle?.(data, context);
    },
    recordDeadLetter: async (record) => {
      if (recordFails) throw new AppError("database.unreachable", "no database", { retry: "safe" });
      recorded.push(record);
    },
  });
  const post = (body: unknown, path = "/", headers: Record<string, string> = {}) =>
    fetch(running.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { ...fakes, ...running, recorded, handled, post };
}

/** A running HTTP service with one route that echoes what it was given. */
export async function setUpHttp(options: Partial<HttpOptions> = {}) {
  const fakes = createShellFakes();
  const running = await startHttp({
    ...fakes.shell,
    ...options,
    routes: (app) => {
      app.post("/echo", (req, res) => {
        res.json({ body: req.body ?? null, raw: req.rawBody?.toString("utf8") });
      });
      app.get("/items/:id", (req, res) => void res.json({ id: req.params.id }));
      app.get("/broken", () => {
        throw new Error("secret inside");
      });
      app.get("/refused", () => {
        throw new AppError("request.invalid", "id is missing", { retry: "never" });
      });
    },
  });
  return { ...fakes, ...running };
}
