import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { AppError, type Logger, type Reporter, withLogContext } from "@nova/error-handler";
import express, { type ErrorRequestHandler, type Express } from "express";
import { correlationIdIn, newCorrelationId, traceFields } from "./correlation.ts";
import { type Health, mountHealth } from "./health.ts";
import { createInFlight, notedOutcome, noteOutcome } from "./in-flight.ts";
import { createLifecycle, type DrainBudget, type DrainHook, type Host, processHost } from "./lifecycle.ts";
import { sendProblem, statusOf } from "./problem.ts";

/** What the shell itself reads of a service's configuration; PORT is added by `readConfig`. */
export type ShellConfig = {
  PORT?: number | undefined;
  APP_ENV?: string | undefined;
  SUPABASE_PROJECT_REF?: string | undefined;
  GCP_PROJECT_ID?: string | undefined;
};

/** How long a sender may take to say what it wants; a slow loris is cut at the next check. */
export type Timing = { headersMs: number; requestMs: number; checkMs: number; keepAliveMs: number };

export type ShellOptions = {
  manifest: { name: string; trigger?: object };
  config: ShellConfig;
  health: Health;
  reporter: Reporter;
  logger: Logger;
  /** Run after the last answer and before the exit: flush a publisher, a notifier. */
  onDrain?: DrainHook | DrainHook[] | undefined;
  host?: Host | undefined;
  drainBudget?: DrainBudget | undefined;
  /** What differs from the defaults. */
  timing?: Partial<Timing> | undefined;
};

/** A started service. `drain` does what SIGTERM does. */
export type Running = { port: number; url: string; drain: (signal?: string) => Promise<void> };

// Longer than any proxy in front keeps a connection, so that it is never us who closes one just being used.
const defaultTiming: Timing = { headersMs: 10_000, requestMs: 30_000, checkMs: 5_000, keepAliveMs: 620_000 };

/**
 * The HTTP server that every service stands on: health, correlation, one log line per request, problems, drain.
 * It bounds no concurrency: Cloud Run holds what exceeds `run.concurrency` in its own queue, while a refusal here
 * would be a nack, which spends delivery attempts and slows the whole subscription.
 */
export async function createShell(
  options: ShellOptions,
  mount: (app: Express, shell: { draining: () => boolean }) => void,
): Promise<Running> {
  const { manifest, config, health, reporter, logger, host = processHost } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const app = express().disable("x-powered-by").disable("etag");
  const inFlight = createInFlight();
  const server = createServer({
    headersTimeout: timing.headersMs,
    requestTimeout: timing.requestMs,
    connectionsCheckingInterval: timing.checkMs,
    keepAliveTimeout: timing.keepAliveMs,
  });
  const hooks = [options.onDrain ?? []].flat();
  const lifecycle = createLifecycle({
    server,
    inFlight,
    hooks,
    logger,
    reporter,
    host,
    budget: options.drainBudget,
  });
  const { draining } = lifecycle;

  server.on("request", (req: IncomingMessage, res: ServerResponse) => {
    const startedAt = performance.now();
    const path = (req.url ?? "/").split("?", 1)[0]?.slice(0, 200) ?? "/";
    const correlationId = correlationIdIn(req.headers) ?? newCorrelationId();
    const context = { correlationId, ...traceFields(req.headers, config.GCP_PROJECT_ID) };
    inFlight.add(res);
    if (draining()) res.shouldKeepAlive = false;
    res.setHeaders(securityHeaders);
    res.setHeader("x-correlation-id", correlationId);
    res.once("close", () => {
      const ms = Math.round(performance.now() - startedAt);
      const line = { ...context, method: req.method, path, status: res.statusCode, ms };
      logRequest(logger, res, line);
    });
    withLogContext(context, () => {
      if (draining() && !path.startsWith("/health")) {
        return sendProblem(res, 503, "request.draining", "this instance is stopping");
      }
      app(req, res);
    });
  });

  mountHealth(app, {
    service: manifest.name,
    environment: config.APP_ENV ?? null,
    projectRef: config.SUPABASE_PROJECT_REF ?? null,
    health,
    draining,
    isPublic: isPublic(manifest.trigger),
  });
  mount(app, { draining });
  app.use((_req, res) => sendProblem(res, 404, "request.not-found"));
  app.use(problemHandler(reporter));

  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.PORT ?? 8080, "0.0.0.0", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  logger.info("listening", { port });
  return { port, url: `http://127.0.0.1:${port}`, drain: (signal = "drain") => lifecycle.drain(signal) };
}

function isPublic(trigger: object = {}): boolean {
  return "http" in trigger && trigger.http === "public";
}

const securityHeaders = new Map([
  ["cache-control", "no-store"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
]);

function logRequest(
  logger: Logger,
  res: ServerResponse,
  line: Record<string, unknown> & { status: number },
): void {
  const left = res.writableFinished;
  const outcome = left ? (line.status < 400 ? "done" : line.status < 500 ? "refused" : "failed") : "aborted";
  const fields = { ...line, outcome, ...notedOutcome(res) };
  if (String(line.path).startsWith("/health") && line.status < 500) logger.debug("request", fields);
  else if (line.status >= 500) logger.warn("request", fields);
  else logger.info("request", fields);
}

/** Turns what a route threw into a problem; what is our own fault is reported first. */
function problemHandler(reporter: Reporter): ErrorRequestHandler {
  return async (thrown: unknown, _req, res, _next) => {
    const status = statusOf(thrown);
    const code =
      thrown instanceof AppError ? thrown.code : status < 500 ? "request.invalid" : "unexpected.error";
    noteOutcome(res, { code });
    if (status >= 500 && !code.startsWith("request.")) await reporter.report(thrown); // stopping is no fault
    if (res.headersSent) return void res.destroy();
    if (!res.destroyed)
      sendProblem(res, status, code, status < 500 && thrown instanceof AppError ? thrown.message : undefined);
  };
}
