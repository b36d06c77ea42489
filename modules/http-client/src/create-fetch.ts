import { type Answer, coded, createRequest, type RequestOptions } from "./create-request.ts";

export type FetchOptions = RequestOptions & {
  /** The largest answer that is read, in bytes; a larger one is an error. */
  maxBytes?: number | undefined;
};

/** The part of `fetch` that libraries need which send a text and read a whole answer; see `createRequest`. */
export function createFetch({ maxBytes = 64 * 2 ** 20, ...options }: FetchOptions = {}): typeof fetch {
  const request = createRequest(options);

  return async (input, { method = "GET", headers, body, signal } = {}) => {
    if (input instanceof Request || (body != null && typeof body !== "string"))
      throw new TypeError("this fetch takes an address and a text");
    const answer = await request(String(input), {
      method,
      headers: headers === undefined ? {} : Object.fromEntries(new Headers(headers)),
      body: body ?? undefined,
      signal,
    });
    try {
      return toResponse(answer, await readWhole(answer, maxBytes));
    } catch (cause) {
      throw signal?.aborted ? signal.reason : new TypeError("fetch failed", { cause });
    }
  };
}

function readWhole({ body }: Answer, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  body.on("data", (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes)
      body.destroy(coded("ERR_ANSWER_TOO_LARGE", `the answer is larger than ${maxBytes} bytes`));
  });
  body.once("end", () => resolve(Buffer.concat(chunks, size)));
  body.once("error", reject);
  body.once("close", () => {
    if (!body.complete) reject(coded("ECONNRESET", "the connection was closed in the middle of the answer"));
  });
  return promise;
}

function toResponse({ status, body }: Answer, bytes: Buffer): Response {
  const headers = new Headers();
  const { rawHeaders, statusMessage = "" } = body;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  const mayHaveBody = ![204, 205, 304].includes(status);
  return new Response(mayHaveBody ? bytes : null, { status, statusText: statusMessage, headers });
}
