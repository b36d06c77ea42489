import { createHash, randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  complaints,
  type HostileStack,
  nested,
  openHostileStack,
  signature,
  writeRaw,
} from "./hostile-support.ts";

let stack: HostileStack;
let url = "";
beforeAll(async () => {
  stack = await openHostileStack();
  url = stack.urlOf("whatsapp-webhook");
}, 120_000);
afterAll(() => stack?.end());
afterEach(() => expect(stack.casualties()).toEqual([]));

type Body = string | Buffer;
const metaPath = "/meta/webhook";
const evolutionPath = () => `/webhooks/evolution/${stack.settings.evolutionEndpointId}`;
const signed = (body: Body) => signature(body, stack.settings.metaAppSecret);
const hashOf = (body: Body) => createHash("sha256").update(body).digest("hex");

function post(path: string, body: Body, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
}
async function eventOf(
  body: Body,
): Promise<{ status: string; reason: string | null; body: string } | undefined> {
  const { rows } = await stack.pool.query(
    "select status, reason, body from public.webhook_events where body_hash = $1",
    [hashOf(body)],
  );
  return rows[0];
}
/** A body of Meta's about our own number, different each time. */
function fresh(change: object = {}): string {
  const statuses = [
    {
      id: `wamid.${randomUUID()}`,
      status: "delivered",
      timestamp: "1773144803",
      recipient_id: "5511987654321",
      ...change,
    },
  ];
  const value = { messaging_product: "whatsapp", metadata: { phone_number_id: "106500000000001" }, statuses };
  return JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value }] }],
  });
}

describe("who cannot prove who they are", () => {
  test.each<[string, () => Record<string, string>]>([
    ["no signature", () => ({})],
    ["an empty one", () => ({ "x-hub-signature-256": "" })],
    ["one without its algorithm", () => ({ "x-hub-signature-256": "00" })],
    ["one of another secret", () => signature(fresh(), "another")],
    ["the old algorithm", () => ({ "x-hub-signature": "sha1=00" })],
    ["one in half", () => ({ "x-hub-signature-256": "sha256=00" })],
    ["a megabyte of it", () => ({ "x-hub-signature-256": `sha256=${"0".repeat(10_000)}` })],
  ])("are refused with 401 and not stored: %s", async (_what, headers) => {
    const before = await stack.count("public.webhook_events");
    expect((await post(metaPath, fresh(), headers())).status).toBe(401);
    expect((await post(evolutionPath(), fresh(), headers())).status).toBe(401);
    expect(await stack.count("public.webhook_events")).toBe(before);
  });

  test("are refused the handshake with 403, and those who can are answered", async () => {
    const ask = (token: string, path = metaPath) =>
      fetch(
        `${url}${path}?hub.mode=subscribe&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=42`,
      );
    for (const token of ["", "wrong", `${stack.settings.metaVerifyToken}x`, "\u0000", "x".repeat(10_000)])
      expect((await ask(token)).status).toBe(403);
    const right = await ask(stack.settings.metaVerifyToken, "/webhook");
    expect([right.status, await right.text()]).toEqual([200, "42"]);
  });

  test.each(["x", randomUUID(), "..%2f..%2fetc", "%00", "%ff", "a".repeat(5_000), "'; drop table sends; --"])(
    "find nobody at the address %s",
    async (id) => {
      for (const provider of ["meta", "evolution", "nobody"]) {
        const { status } = await post(`/webhooks/${provider}/${id}`, "{}", signed("{}"));
        expect([400, 404]).toContain(status);
      }
    },
  );
});

describe("a signed body", () => {
  test.each<[string, string, Body]>([
    ["no JSON", "unparsed", `isto não é JSON ${randomUUID()}`],
    ["nothing", "unparsed", ""],
    ["half a JSON", "unparsed", fresh().slice(0, -30)],
    ["NUL bytes", "unparsed", Buffer.from(`{"a":"\u0000${randomUUID()}"}`)],
    ["half a character at its end", "unparsed", Buffer.from(`{"a":"${randomUUID()}ç`).subarray(0, -1)],
    ["no UTF-8 in a text of it", "ignored", Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0xff, 0x22, 0x5d])],
  ])("is stored to the last byte however it reads: %s is %s", async (_what, status, body) => {
    const answer = await post(metaPath, body, signed(body));
    expect([answer.status, await answer.json()]).toEqual([200, { status }]);
    const event = await eventOf(body);
    expect(event).toMatchObject({ status, reason: status === "unparsed" ? "not JSON" : null });
    const kept = event?.body ?? "";
    const bytes = kept.startsWith("base64:") ? Buffer.from(kept.slice(7), "base64") : Buffer.from(kept);
    expect(bytes.equals(Buffer.from(body))).toBe(true);
  });

  test.each<[string, Body]>([
    ["100,000 levels", nested(100_000)],
    ["100,000 lists", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "keys of prototypes",
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"entry":[{"__proto__":[]}],"x":"${randomUUID()}"}`,
    ],
    ["null", "null"],
    ["a number out of range", "1e999"],
    ["escaped halves of characters", `{"entry":"\\ud800\\u0000","x":"${randomUUID()}"}`],
    ["3 MB", JSON.stringify({ entry: [], filling: "x".repeat(3 * 1024 * 1024 - 1_000) })],
  ])("that means nothing is stored as ignored: %s", async (_what, body) => {
    expect((await post(metaPath, body, signed(body))).status).toBe(200);
    expect(await eventOf(body)).toMatchObject({ status: "ignored" });
  });

  test.each<[string, object]>([
    ["a time beyond all calendars", { timestamp: "99999999999999999999" }],
    ["a time before all calendars", { timestamp: "-1" }],
    ["a time that is none", { timestamp: { $date: 1e308 } }],
    ["an id of 512 characters", { id: `wamid.${randomUUID()}`.padEnd(512, "A") }],
    ["an id with NUL and half a character", { id: `wamid.\u0000${randomUUID()}\ud800` }],
    ["an attempt id that is none", { biz_opaque_callback_data: "'; drop table sends; --" }],
    ["an attempt id of nobody", { biz_opaque_callback_data: randomUUID() }],
    [
      "a code and a title without end",
      { status: "failed", errors: [{ code: 1e308, title: "x".repeat(100_000) }] },
    ],
  ])("with %s is applied", async (_what, change) => {
    const body = fresh(change);
    expect((await post(metaPath, body, signed(body))).status).toBe(200);
    expect(await eventOf(body)).toMatchObject({ status: "applied", reason: null });
  });

  test("of a number that nobody has registered is quarantined", async () => {
    const body = fresh().replace("106500000000001", "999999999999999");
    const answer = await post(metaPath, body, signed(body));
    expect([answer.status, await answer.json()]).toEqual([200, { status: "quarantined" }]);
    expect(await eventOf(body)).toMatchObject({ status: "quarantined", reason: "unknown-sender" });
  });

  test("that comes twenty times at once is stored once", async () => {
    const body = fresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(metaPath, body, signed(body))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const said = (await Promise.all(answers.map((one) => one.text()))).sort();
    expect(said).toEqual(['{"status":"applied"}', ...said.slice(1).map(() => '{"status":"duplicate"}')]);
    expect(await stack.count("public.webhook_events where body_hash = $1", [hashOf(body)])).toBe(1);
  });

  test("is taken whatever its content type says, but not compressed and not over the limit", async () => {
    const body = fresh();
    expect((await post(metaPath, body, { ...signed(body), "content-type": "text/html" })).status).toBe(200);
    const zipped = gzipSync(fresh());
    expect((await post(metaPath, zipped, { ...signed(zipped), "content-encoding": "gzip" })).status).toBe(
      415,
    );
    for (const size of [3.3, 15]) {
      const big = Buffer.alloc(size * 1024 * 1024, 32);
      expect((await post(metaPath, big, signed(big))).status).toBe(413);
    }
  });

  test("that drips in over two seconds is taken, one that stops coming harms nobody", async () => {
    const body = fresh();
    const head = (length: number) =>
      `POST ${metaPath} HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: ${signed(body)["x-hub-signature-256"]}\r\ncontent-length: ${length}\r\n\r\n`;
    const pieces = Array.from({ length: 10 }, (_, index) =>
      body.slice(index * 40, index === 9 ? undefined : (index + 1) * 40),
    );
    const slowly = pieces.flatMap((piece) => [piece, 200]);
    const halves = Promise.all(Array.from({ length: 50 }, () => writeRaw(url, [head(1_000), "{", 500], 100)));
    expect(await writeRaw(url, [head(Buffer.byteLength(body)), ...slowly])).toContain(" 200 ");
    await halves;
    expect(await eventOf(body)).toMatchObject({ status: "applied" });
  });
});

test("after all that no service has answered 5xx or fallen over", async () => {
  expect(await complaints(stack)).toEqual([]);
  for (const { name } of stack.manifests)
    expect((await fetch(`${stack.urlOf(name)}/health/deep`)).status).toBe(200);
});
