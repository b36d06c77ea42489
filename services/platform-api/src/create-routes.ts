import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError, type Reporter } from "@nova/error-handler";
import { isJson, parseJson, readBody, swallowRest } from "@nova/runtime";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import type { Authenticate } from "./authenticate.ts";
import { createCors } from "./cors.ts";
import { describeApi } from "./describe-api.ts";
import { createUploadLimit } from "./limit-uploads.ts";
import type { Operation } from "./operation.ts";
import type { Ports } from "./ports.ts";
import { toProblem } from "./problem.ts";
import { takeUpload } from "./take-upload.ts";

type Options = {
  operations: readonly Operation[];
  ports: Ports;
  authenticate: Authenticate;
  /** Throws when this person asks too often. */
  limitRate: (actor: string) => void;
  /** Throws when there are too many uploads at this moment; gives what ends this one. */
  limitUploads?: (actor: string) => () => void;
  /** How long whoever uploads may be silent. */
  uploadStallMs?: number;
  corsOrigins: readonly string[];
  reporter: Reporter;
  note: (res: Response, fields: Record<string, unknown>) => void;
};

const bodyLimitBytes = 256 * 1024;

/** One route per operation of the table, and the document of them all. Nobody's body is read before they have signed in. */
export function createRoutes(options: Options): (app: Express) => void {
  const { operations, ports, authenticate, limitRate, note, uploadStallMs = 20_000 } = options;
  const { limitUploads = createUploadLimit({ perActor: 2, total: 20 }) } = options;
  /** Made when somebody asks for it: a start does not need it. */
  let document: string | undefined;

  function handlerOf(operation: Operation): RequestHandler {
    const answerTo = async (req: Request, actor: string, stream: AsyncIterable<Uint8Array>) =>
      operation.perform(
        {
          actor,
          params: { ...req.params },
          query: { ...req.query },
          body: operation.body && (await readJson(req, operation.bodyLimitBytes ?? bodyLimitBytes)),
          idempotencyKey: readKey(req, operation),
          stream,
        },
        ports,
      );

    async function withUpload(req: Request, actor: string, type: string): Promise<unknown> {
      const end = limitUploads(actor);
      const limitBytes = operation.bodyLimitBytes ?? bodyLimitBytes;
      const { tooLargeCode = "request.too-large" } = operation;
      try {
        const limits = { type, limitBytes, tooLargeCode, stallMs: uploadStallMs };
        return await answerTo(req, actor, takeUpload(req, limits));
      } catch (thrown) {
        await swallowRest(req, limitBytes);
        throw thrown;
      } finally {
        end();
      }
    }

    return async (req, res) => {
      const actor = await authenticate(req.get("authorization"));
      note(res, { operation: operation.id, actor, clientId: req.params.clientId });
      limitRate(actor);
      const { upload } = operation;
      const answer =
        upload === undefined
          ? await answerTo(req, actor, Readable.from([]))
          : await withUpload(req, actor, upload);
      await send(res, operation, answer);
    };
  }

  return (app) => {
    app.use(createCors(options.corsOrigins));
    app.get("/openapi.json", (_req, res) => {
      document ??= JSON.stringify(describeApi(operations));
      res.type("application/json").send(document);
    });
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

function readKey(req: Request, { creates }: Operation): string | undefined {
  const key = creates ? req.get("idempotency-key") : undefined;
  if (key === undefined || /^[\w.:-]{8,128}$/.test(key)) return key;
  throw new AppError("request.bad-key", "not an idempotency key", { retry: "never" });
}

async function send(
  res: Response,
  { status = 200, download, filename }: Operation,
  answer: unknown,
): Promise<void> {
  if (download === undefined)
    return void (status === 204 ? res.status(204).end() : res.status(status).json(answer));
  res.status(status).type(download);
  if (filename !== undefined) res.attachment(filename).type(download);
  if (!(answer instanceof Readable)) return void res.send(String(answer));
  await pipeline(answer, res).catch((cause: unknown) => {
    const hasLeft = cause instanceof Error && "code" in cause && cause.code === "ERR_STREAM_PREMATURE_CLOSE";
    // Whoever goes away in the middle of a download is no failure of ours.
    throw hasLeft
      ? new AppError("request.aborted", "nobody is there to read on", { retry: "never", cause })
      : cause;
  });
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
