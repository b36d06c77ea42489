import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type SandboxOptions, startSandbox } from "../src/sandbox/index.ts";

/** A parsed body: its shape is what the test asserts. */
export type Json = ReturnType<typeof JSON.parse>;

export const PHONE_NUMBER_ID = "106500000000001";
export const INSTANCE = "loja-exemplo";

type Hook = { headers: IncomingHttpHeaders; raw: Buffer; path: string; body: Json };

/** A business that listens: every webhook it got, and how it should answer the next ones. */
async function startBusiness() {
  const hooks: Hook[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://business");
      if (request.method === "GET") {
        const isRight = url.searchParams.get("hub.verify_token") === "verify-me";
        response.statusCode = isRight ? 200 : 403;
        response.end(isRight ? url.searchParams.get("hub.challenge") : "");
        return;
      }
      const raw = Buffer.concat(parts);
      hooks.push({
        headers: request.headers,
        raw,
        path: url.pathname,
        body: JSON.parse(raw.toString("utf8")),
      });
      response.statusCode = answers.shift() ?? 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { hooks, answers, close, url: `http://127.0.0.1:${port}/hook` };
}

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A sandbox, a business that hears its webhooks, and the calls that a client makes. */
export async function setUp(options: Partial<SandboxOptions> = {}) {
  const business = await startBusiness();
  const recordFile = options.recordFile ?? join(temporaryFolder(), "record.jsonl");
  const sandbox = await startSandbox({
    port: 0,
    recordFile,
    metaAppSecret: "app-secret",
    metaVerifyToken: "verify-me",
    metaAccessTokens: ["good-token"],
    evolutionApiKey: "good-key",
    statusDelayMs: 20,
    timeFactor: 0.002,
    ...options,
  });
  onTestFinished(() => sandbox.close());

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      signal: AbortSignal.timeout(8_000),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: Json = /^[[{]/.test(text) ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, text, json };
  }

  const control = (method: string, path: string, body?: unknown) => call(method, `/_sandbox/${path}`, body);
  const meta = (body: object, headers: Record<string, string> = {}) =>
    call(
      "POST",
      `/graph/v25.0/${PHONE_NUMBER_ID}/messages`,
      { messaging_product: "whatsapp", ...body },
      {
        authorization: "Bearer good-token",
        ...headers,
      },
    );
  const text = (to: string, body = "Olá", extra: object = {}) =>
    meta({ to, type: "text", text: { body }, ...extra });
  const evolution = (method: string, path: string, body?: unknown, apikey = "good-key") =>
    call(method, `/evolution/${path}`, body, { apikey });

  return {
    sandbox,
    recordFile,
    business,
    call,
    control,
    meta,
    text,
    evolution,
    listenToMeta: () => control("PUT", "webhooks", { meta: { url: business.url } }),
    listenToEvolution: (extra: object = {}) =>
      evolution("POST", `webhook/set/${INSTANCE}`, {
        webhook: { enabled: true, url: business.url, ...extra },
      }),
    /** Statuses in the order in which Meta's webhooks brought them. */
    statuses: () => business.hooks.flatMap((hook) => hook.body.entry?.[0].changes[0].value.statuses ?? []),
  };
}

/** A recorded body of the vendor's. */
export function fixture(name: string): Json {
  return JSON.parse(readFileSync(new URL(`./data/sandbox-${name}.json`, import.meta.url), "utf8"));
}

/** The same structure with each value replaced by the kind it is: equal shapes give equal results. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, shapeOf(inner)])
      .sort(),
  );
}
