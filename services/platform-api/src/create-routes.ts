import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError, type Reporter } from "@nova/error-handler";
import { isJson, parseJson, readBody } from "@nova/runtime";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import type { Authenticate } from "./authenticate.ts";
import { createCors } from "./cors.ts";
import { describeApi } from "./describe-api.ts";
import type { Operation } from "./operation.ts";
import type { Ports } from "./ports.ts";
import { toProblem } from "./problem.ts";

type Options = {
  operations: readonly Operation[];
  ports: Ports;
  authenticate: Authenticate;
  /** Throws when this person asks too often. */
  limitRate: (actor: string) => void;
  corsOrigins: readonly string[];
  reporter: Reporter;
  note: (res: Response, fields: Record<string, unknown>) => void;
};

const bodyLimitBytes = 256 * 1024;

/** One route per operation of the table, and the document of them all. Nobody's body is read before they have signed in. */
export function createRoutes(options: Options): (app: Express) => void {
  const { operations, ports, authenticate, limitRate, note } = options;
  const document = JSON.stringify(describeApi(operations));

  function handlerOf(operation: Operation): RequestHandler {
    return async (req, res) => {
      const actor = await authenticate(req.get("authorization"));
      note(res, { operation: operation.id, actor, clientId: req.params.clientId });
      limitRate(actor);
      const answer = await operation.perform(
        {
          actor,
          params: { ...req.params },
          query: { ...req.query },
          body: operation.body && (await readJson(req, operation.bodyLimitBytes ?? bodyLimitBytes)),
          idempotencyKey: readKey(req, operation),
          stream: operation.upload ? asUpload(req, operation.upload) : Readable.from([]),
        },
        ports,
      );
      await send(res, operation, answer);
    };
  }

  return (app) => {
    app.use(createCors(options.corsOrigins));
    app.get("/openapi.json", (_req, res) => void res.type("application/json").send(document));
    for (const one of operations) app[one.method](one.path.replace(/\{(\w+)\}/g, ":$1"), handlerOf(one));
    app.use(() => {
      throw new AppError("request.not-found", "no such operation", { retry: "never" });
    });
    app.use(problemHandler(options));
  };
}

async function readJson(req: Request, limitBytes: number): Promise<unknown> {
  const contentType = req.get("content-type");
  const bytes = await readBody(req, limitBytes);
  if (bytes.length === 0) return undefined;
  if (!isJson(contentType))
    throw new AppError("request.unsupported", "the body is not announced as JSON", { retry: "never" });
  return parseJson(bytes, contentType);
}

function asUpload(req: Request, type: string): Readable {
  if (req.is(type)) return req;
  throw new AppError("request.unsupported", `this takes ${type}`, { retry: "never" });
}

function readKey(req: Request, { creates }: Operation): string | undefined {
  const key = creates ? req.get("idempotency-key") : undefined;
  if (key === undefined || /^[\w.:-]{8,128}$/.test(key)) return key;
  throw new AppError("request.bad-key", "not an idempotency key", { retry: "never" });
}

async function send(res: Response, { status = 200, download }: Operation, answer: unknown): Promise<void> {
  if (download === undefined)
    return void (status === 204 ? res.status(204).end() : res.status(status).json(answer));
  res.status(status).type(download);
  if (answer instanceof Readable) await pipeline(answer, res);
  else res.send(String(answer));
}

/** Every refusal is a problem document; what is our own fault is reported first. */
function problemHandler({ reporter, note }: Options): ErrorRequestHandler {
  return async (thrown: unknown, req, res, _next) => {
    const problem = toProblem(thrown);
    note(res, { code: thrown instanceof AppError ? thrown.code : problem.code });
    if (problem.status >= 500) await reporter.report(thrown);
    if (res.headersSent) return void res.destroy();
    if (res.destroyed) return;
    // What was not read would be taken for the next request.
    if (!req.complete) res.setHeader("connection", "close");
    if (thrown instanceof AppError && thrown.retryAfterMs !== undefined)
      res.setHeader("retry-after", String(Math.ceil(thrown.retryAfterMs / 1_000)));
    if (problem.status === 401) res.setHeader("www-authenticate", "Bearer");
    res.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  };
}
