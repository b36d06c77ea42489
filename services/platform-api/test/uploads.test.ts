import { request } from "node:http";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { createUploadLimit } from "../src/limit-uploads.ts";
import { operation } from "../src/operation.ts";
import { type Api, openApi } from "./open-api.ts";

const limit = 100_000;
let api: Api;
let token = "";
let read = 0;
const events: string[] = [];

const base = { method: "put", tag: "Teste", roles: "signed-in" } as const;
const upload = operation({
  ...base,
  id: "upload",
  path: "/v1/upload",
  summary: "Recebe",
  upload: "application/octet-stream",
  bodyLimitBytes: limit,
  answer: z.object({ bytes: z.int() }),
  perform: async ({ stream }) => {
    read = 0;
    try {
      for await (const chunk of stream) read += chunk.length;
    } catch (thrown) {
      events.push(thrown instanceof Error && "code" in thrown ? String(thrown.code) : "other");
      throw thrown;
    }
    return { bytes: read };
  },
});
const ignored = operation({
  ...base,
  id: "ignore",
  path: "/v1/ignore",
  summary: "Recusa sem ler",
  upload: "text/csv",
  bodyLimitBytes: 10 * limit,
  perform: async () => Promise.reject(new TypeError("refused before the first byte")),
});
const download = operation({
  ...base,
  id: "download",
  method: "get",
  path: "/v1/download",
  summary: "Baixa",
  download: "text/csv",
  filename: "linhas.csv",
  query: z.strictObject({ lines: z.coerce.number(), failAt: z.coerce.number().optional() }),
  perform: async ({ query }) =>
    Readable.from(
      (async function* () {
        for (let line = 0; line < query.lines; line++) {
          if (line === query.failAt) throw new TypeError("half-way");
          yield `ação ${line}\r\n`;
        }
      })(),
    ),
});

beforeAll(async () => {
  api = await openApi({ operations: [upload, ignored, download], uploadStallMs: 300 });
  token = (await api.makeAccount()).token;
});
afterAll(() => api.close());

const answerSchema = z.looseObject({ code: z.string().optional() });
const octets = { "content-type": "application/octet-stream" };
async function send(
  path: string,
  body: Uint8Array | ReadableStream,
  headers: Record<string, string> = octets,
) {
  const answer = await fetch(`${api.url}${path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
    ...{ duplex: "half" },
  });
  return { status: answer.status, body: answerSchema.parse(await answer.json()) };
}
const chunked = (chunks: number, bytes = 10_000) =>
  new ReadableStream({
    async pull(controller) {
      if (chunks-- > 0) controller.enqueue(new Uint8Array(bytes));
      else controller.close();
    },
  });

test("a body arrives whole, announced with its length or not", async () => {
  for (const body of [new Uint8Array(limit), chunked(10)]) {
    const answer = await send("/v1/upload", body);
    expect([answer.status, answer.body]).toEqual([200, { bytes: limit }]);
  }
});

test("more than the limit is refused: at once where its length says so, else at the first byte too many", async () => {
  read = -1;
  const announced = await send("/v1/upload", new Uint8Array(limit + 1));
  expect([announced.status, announced.body.code, read]).toEqual([413, "request.too-large", -1]);
  const unannounced = await send("/v1/upload", chunked(40));
  expect([unannounced.status, unannounced.body.code]).toEqual([413, "request.too-large"]);
  expect(read).toBeLessThanOrEqual(limit);
});

test.each([
  ["of another type", { "content-type": "text/csv" }],
  ["of no type", {}],
  ["compressed", { ...octets, "content-encoding": "gzip" }],
])("a body %s is refused", async (_what, headers) => {
  read = -1;
  const answer = await send("/v1/upload", new Uint8Array(10), headers);
  expect([answer.status, answer.body.code, read]).toEqual([415, "request.unsupported", -1]);
});

test("nobody's body is read before they have signed in", async () => {
  read = -1;
  const answer = await send("/v1/upload", new Uint8Array(10), { ...octets, authorization: "Bearer a.b.c" });
  expect([answer.status, read]).toEqual([401, -1]);
});

test("whoever is refused before the body was read can still read why", async () => {
  const answer = await send("/v1/ignore", new Uint8Array(5 * limit), { "content-type": "text/csv" });
  expect([answer.status, answer.body.code]).toEqual([500, "unexpected.error"]);
});

/** Sends a beginning and then nothing more. */
function sendBeginning() {
  const sending = request(`${api.url}/v1/upload`, {
    method: "PUT",
    headers: { ...octets, authorization: `Bearer ${token}`, "content-length": "1000" },
  });
  sending.on("error", () => {});
  sending.write("begin");
  return sending;
}

test("a sender that falls silent is told so", async () => {
  const sending = sendBeginning();
  const status = await new Promise((resolve) => sending.once("response", (res) => resolve(res.statusCode)));
  expect([status, events.at(-1)]).toEqual([408, "request.stalled"]);
  sending.destroy();
});

test("a connection that is cut ends the reading, and is no failure of ours", async () => {
  const before = [events.length, api.reported.length];
  read = -1;
  const sending = sendBeginning();
  await expect.poll(() => read).toBe(5);
  sending.destroy();
  await expect.poll(() => events.slice(before[0])).toEqual(["request.aborted"]);
  expect(api.reported).toHaveLength(before[1] ?? 0);
});

test("a person uploads two files at one moment, and a third is told to wait", () => {
  const limitUploads = createUploadLimit({ perActor: 2, total: 3 });
  const end = limitUploads("ana");
  limitUploads("ana");
  expect(() => limitUploads("ana")).toThrow(expect.objectContaining({ code: "request.too-many-uploads" }));
  limitUploads("rui");
  expect(() => limitUploads("eva")).toThrow(expect.objectContaining({ retryAfterMs: 5_000 }));
  end();
  limitUploads("eva");
  expect(() => limitUploads("ana")).toThrow();
});

describe("a download", () => {
  const get = (query: string) =>
    fetch(`${api.url}/v1/download?${query}`, { headers: { authorization: `Bearer ${token}` } });

  test("comes in pieces, in UTF-8, with a name for its file", async () => {
    const answer = await get("lines=5000");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe("attachment; filename=linhas.csv");
    expect((await answer.text()).split("\r\n")).toHaveLength(5_001);
  });

  test("that fails half-way is cut, so that nobody takes half a file for the whole", async () => {
    const answer = await get("lines=5000&failAt=4000");
    await expect(answer.text()).rejects.toThrow();
    expect(api.reported.at(-1)?.message).toBe("half-way");
  });

  test("whoever leaves in the middle of a download is no failure of ours", async () => {
    const before = api.reported.length;
    const leaving = new AbortController();
    const answer = await fetch(`${api.url}/v1/download?lines=100000000`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    await answer.body?.getReader().read();
    leaving.abort();
    await expect.poll(() => api.noted.at(-1)).toMatchObject({ code: "request.aborted" });
    expect(api.reported).toHaveLength(before);
  });
});
