import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** A request whose body has been read: all that a route needs to answer. */
export type Exchange = {
  method: string;
  path: string;
  url: URL;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  remoteAddress: string;
  localPort: number;
};

/** What a route answers; `hangUp` resets the connection without an answer. */
export type Reply =
  | { status: number; json?: unknown; text?: string; bytes?: Buffer; headers?: Record<string, string> }
  /** Server-sent events, written one by one; an undefined one breaks the connection. */
  | { status: number; events: AsyncIterable<string | undefined>; headers?: Record<string, string> }
  | { hangUp: true };

/** Thrown while reading a body that is larger than the route allows. */
export class BodyTooLarge extends Error {}

/** Reads the whole body, or throws BodyTooLarge. */
export async function readExchange(
  request: IncomingMessage,
  maxBytes: (path: string) => number,
): Promise<Exchange> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const raw = await readBody(request, maxBytes(url.pathname));
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    url,
    headers: request.headers,
    raw,
    remoteAddress: request.socket.remoteAddress ?? "",
    localPort: request.socket.localPort ?? 0,
  };
}

function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let parts: Buffer[] = [];
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      // Read on to the end, kept or not: an answer to a caller that is still sending would not be heard.
      if (size > limit) parts = [];
      else parts.push(part);
    });
    request.on("end", () => (size > limit ? reject(new BodyTooLarge()) : resolve(Buffer.concat(parts))));
    request.on("error", reject);
  });
}

/** Writes the reply. */
export function writeReply(response: ServerResponse, reply: Reply): void {
  if ("hangUp" in reply) {
    response.socket?.resetAndDestroy();
    return;
  }
  if ("events" in reply) {
    void writeEvents(response, reply);
    return;
  }
  const headers: Record<string, string> = { ...reply.headers };
  let body: Buffer | string = "";
  if (reply.json !== undefined) {
    body = JSON.stringify(reply.json);
    headers["content-type"] ??= "application/json; charset=utf-8";
  } else if (reply.bytes) body = reply.bytes;
  else if (reply.text !== undefined) {
    body = reply.text;
    headers["content-type"] ??= "text/plain; charset=utf-8";
  }
  if (reply.status !== 204 && reply.status !== 304)
    headers["content-length"] = String(Buffer.byteLength(body));
  response.writeHead(reply.status, headers);
  response.end(body);
}

async function writeEvents(
  response: ServerResponse,
  { status, events, headers }: Extract<Reply, { events: unknown }>,
): Promise<void> {
  response.writeHead(status, { "content-type": "text/event-stream; charset=utf-8", ...headers });
  response.flushHeaders();
  for await (const event of events) {
    if (response.destroyed) return;
    if (event === undefined) {
      response.socket?.resetAndDestroy();
      return;
    }
    response.write(event);
  }
  response.end();
}

/** The body as JSON, or undefined when it is not JSON. */
export function jsonBody(exchange: Exchange): unknown {
  try {
    const parsed: unknown = JSON.parse(exchange.raw.toString("utf8"));
    return parsed;
  } catch {
    return undefined;
  }
}

/** The fields and files of a multipart body, or null when it is not one. */
export async function multipartBody(exchange: Exchange): Promise<FormData | null> {
  const type = exchange.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return null;
  try {
    return await new Response(new Uint8Array(exchange.raw), { headers: { "content-type": type } }).formData();
  } catch {
    return null;
  }
}
