import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { answerFor, refusal } from "./api-error.ts";

/** One route of the broker: gives what is sent as JSON, or throws. */
export type Answer = (method: string, path: string, body: unknown) => Promise<unknown>;

/** What a publish of 10 MB can weigh in base64, and a little more. */
const maxBodyBytes = 16_000_000;

/** The HTTP half of the broker. Refusals have the form of Google's errors; `idle` waits for the last answer. */
export function createHttpServer(answer: Answer): { server: http.Server; idle(): Promise<void> } {
  const answering = new Set<http.ServerResponse>();
  const server = http.createServer((request, response) => {
    answering.add(response);
    response.once("close", () => answering.delete(response));
    void serve(request)
      .then((value) => ({ status: 200, value }))
      .catch((thrown) => {
        const { http: code, status, message } = answerFor(thrown);
        return { status: code, value: { error: { code, message, status } } };
      })
      .then(({ status, value }) => {
        const text = JSON.stringify(value);
        // What was not read would be taken for the next request.
        const unread = request.complete ? {} : { connection: "close" };
        response.writeHead(status, {
          "content-type": "application/json; charset=UTF-8",
          "content-length": Buffer.byteLength(text),
          ...unread,
        });
        response.end(text);
      });
  });

  async function serve(request: http.IncomingMessage): Promise<unknown> {
    const { pathname } = new URL(request.url ?? "/", "http://broker");
    const text = await readBody(request);
    return answer(request.method ?? "GET", decodePath(pathname), text === "" ? undefined : parseBody(text));
  }

  server.keepAliveTimeout = 65_000;
  return {
    server,
    idle: async () => {
      while (answering.size > 0) await pause(5);
    },
  };
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes)
      throw refusal("INVALID_ARGUMENT", "Request payload size exceeds the limit: 10000000 bytes.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("INVALID_ARGUMENT", "Invalid JSON payload received. The body is not JSON.");
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refusal("INVALID_ARGUMENT", "The URL is not valid.");
  }
}
