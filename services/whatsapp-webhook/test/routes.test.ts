import { createHmac } from "node:crypto";
import { createLogger, createReporter } from "@nova/error-handler";
import { sendProblem, startHttp } from "@nova/runtime";
import type { WebhookEndpoint } from "@nova/supabase-client";
import { afterEach, expect, test } from "vitest";
import type { VerifiedBody } from "../src/receive-webhook.ts";
import { createRoutes } from "../src/routes.ts";

const ids = {
  meta: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01",
  evolution: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02",
  uazapi: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03",
  lancepilot: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a05",
  away: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a04",
};
const secrets: Record<string, unknown> = {
  meta: { appSecret: "tenant-secret", verifyToken: "tenant-token" },
  evolution: { secret: "evolution-secret" },
  uazapi: { token: "instance-token" },
  lancepilot: { secret: "lancepilot-secret" },
};
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((drain) => drain()));
});

async function setUp() {
  const received: VerifiedBody[] = [];
  const noted: Record<string, unknown>[] = [];
  const endpoints = new Map<string, WebhookEndpoint>(
    (["meta", "evolution", "uazapi", "lancepilot"] as const).map((provider) => [
      ids[provider],
      { id: ids[provider], clientId: ids.meta, provider, secret: provider },
    ]),
  );
  const routes = createRoutes({
    metaAppSecret: "app-secret",
    metaVerifyToken: "app-token",
    receive: async (body) => {
      received.push(body);
      const duplicate = received.length > 1;
      return {
        duplicate,
        eventId: "e1",
        status: "applied",
        applied: 1,
        unknownSenders: [],
        sendIds: [],
        senderChanges: [],
      };
    },
    findEndpoint: async (id) => {
      if (id === ids.away) throw new Error("the database is away");
      return endpoints.get(id) ?? null;
    },
    openSecret: ({ secret }) => secrets[secret],
    refuse: (res, status) => sendProblem(res, status, "webhook.refused"),
    note: (_res, outcome) => noted.push(outcome),
    now: () => new Date("2026-03-20T12:00:00Z"),
  });
  const logger = createLogger({ service: "test", write: () => {} });
  const unused = () => Promise.reject(new Error("not asked here"));
  const { url, drain } = await startHttp({
    manifest: { name: "whatsapp-webhook" },
    config: { PORT: 0 },
    body: "raw",
    routes,
    health: { ready: unused, deep: unused, schema: unused, rateLimit: unused },
    logger,
    reporter: createReporter({ logger }),
    host: { on: () => {}, exit: () => {} },
  });
  running.push(drain);
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: "POST", body, headers });
  return { get: (path: string) => fetch(`${url}${path}`), post, received, noted };
}
const signed = (body: string, secret: string) => ({
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
});
const challenge = (token: string, mode = "subscribe") =>
  `?hub.mode=${mode}&hub.verify_token=${token}&hub.challenge=1158201444`;

test.each([
  ["/meta/webhook", "app-token"],
  ["/webhook", "app-token"],
  [`/webhooks/meta/${ids.meta}`, "tenant-token"],
])("Meta's handshake at %s is answered with the challenge, in plain text", async (path, token) => {
  const { get } = await setUp();
  const answer = await get(`${path}${challenge(token)}`);
  expect([answer.status, await answer.text()]).toEqual([200, "1158201444"]);
  expect(answer.headers.get("content-type")).toContain("text/plain");
});

test.each([
  ["/meta/webhook", challenge("wrong"), 403],
  ["/meta/webhook", challenge("tenant-token"), 403],
  ["/meta/webhook", challenge("app-token", "unsubscribe"), 403],
  ["/meta/webhook", "", 403],
  ["/meta/webhook", `${challenge("app-token")}&hub.verify_token=app-token`, 403],
  [`/webhooks/meta/${ids.meta}`, challenge("app-token"), 403],
  [`/webhooks/meta/${ids.evolution}`, challenge("tenant-token"), 404],
  [`/webhooks/evolution/${ids.evolution}`, challenge("app-token"), 404],
  ["/webhooks/meta/5b1f0c84-8c52-4a7e-9f0f-000000000000", challenge("app-token"), 404],
])("the handshake GET %s%s is refused with %i", async (path, query, status) => {
  const { get } = await setUp();
  expect((await get(`${path}${query}`)).status).toBe(status);
});

test.each([
  ["/meta/webhook", "app-secret", null],
  ["/webhook", "app-secret", null],
  [`/webhooks/meta/${ids.meta}`, "tenant-secret", ids.meta],
])("a body that Meta signed is taken at %s", async (path, secret, endpointId) => {
  const { post, received } = await setUp();
  const body = '{"a":"ç"}';
  const answer = await post(path, body, signed(body, secret));
  expect([answer.status, await answer.json()]).toEqual([200, { status: "applied" }]);
  expect(received).toMatchObject([{ provider: "meta", endpointId, clientId: endpointId }]);
  expect(received[0]?.raw.toString("utf8")).toBe(body);
});

test("a body that came before is answered as such, and both are noted by the event", async () => {
  const { post, noted } = await setUp();
  await post("/webhook", "{}", signed("{}", "app-secret"));
  expect(await (await post("/webhook", "{}", signed("{}", "app-secret"))).json()).toEqual({
    status: "duplicate",
  });
  expect(noted).toMatchObject([
    { provider: "meta", eventId: "e1", event: "applied", duplicate: false },
    { duplicate: true },
  ]);
});

test.each<[string, string, Record<string, string>, string?]>([
  ["a body without a signature", "/meta/webhook", {}],
  ["another tenant's signature", "/meta/webhook", signed("{}", "tenant-secret")],
  ["the app's signature at a tenant's address", `/webhooks/meta/${ids.meta}`, signed("{}", "app-secret")],
  ["a signature of another body", "/meta/webhook", signed("{ }", "app-secret")],
  ["Evolution without its secret", `/webhooks/evolution/${ids.evolution}`, {}],
  ["Evolution with another secret", `/webhooks/evolution/${ids.evolution}`, { "x-webhook-secret": "no" }],
  ["uazapi with another token", `/webhooks/uazapi/${ids.uazapi}`, {}, '{"token":"another"}'],
  ["LancePilot without its token", `/webhooks/lancepilot/${ids.lancepilot}`, {}],
  ["LancePilot with another", `/webhooks/lancepilot/${ids.lancepilot}?token=x`, {}],
  [
    "LancePilot with two",
    `/webhooks/lancepilot/${ids.lancepilot}?token=lancepilot-secret&token=lancepilot-secret`,
    {},
  ],
  [
    "Evolution's body with Meta's signature",
    `/webhooks/evolution/${ids.evolution}`,
    signed("{}", "app-secret"),
  ],
])("%s is refused with 401 and not stored", async (_what, path, headers, body = "{}") => {
  const { post, received } = await setUp();
  expect((await post(path, body, headers)).status).toBe(401);
  expect(received).toEqual([]);
});

test.each(["", "/messages-upsert"])(
  "Evolution's body with its secret is taken, also by events: %j",
  async (suffix) => {
    const { post, received } = await setUp();
    const headers = { "x-webhook-secret": "evolution-secret" };
    expect((await post(`/webhooks/evolution/${ids.evolution}${suffix}`, "{}", headers)).status).toBe(200);
    expect(received).toMatchObject([
      { provider: "evolution", endpointId: ids.evolution, clientId: ids.meta },
    ]);
  },
);

test.each(["", "/messages", "/messages/ImageMessage"])(
  "uazapi's body with the instance's token is taken, also by events and types: %j",
  async (suffix) => {
    const { post, received } = await setUp();
    const body = '{"token":"instance-token"}';
    expect((await post(`/webhooks/uazapi/${ids.uazapi}${suffix}`, body)).status).toBe(200);
    expect(received).toMatchObject([{ provider: "uazapi", endpointId: ids.uazapi, clientId: ids.meta }]);
    expect(received[0]).not.toHaveProperty("doubt");
  },
);

test.each([
  ["{}", "no token"],
  ["not JSON", "no token"],
])("uazapi's body %j came by the secret address: it is kept, and not believed", async (body, doubt) => {
  const { post, received } = await setUp();
  expect((await post(`/webhooks/uazapi/${ids.uazapi}`, body)).status).toBe(200);
  expect(received).toMatchObject([{ provider: "uazapi", doubt }]);
});

test("LancePilot's body is taken at the address with its token", async () => {
  const { post, received } = await setUp();
  const path = `/webhooks/lancepilot/${ids.lancepilot}?token=lancepilot-secret`;
  expect((await post(path, "{}")).status).toBe(200);
  expect(received).toMatchObject([{ provider: "lancepilot", endpointId: ids.lancepilot }]);
  const [event] = received[0]?.parse({ event: "message.status" })[0]?.events ?? [];
  expect(event).toEqual({ kind: "ignored", reason: "event message.status" });
});

test.each([
  `/webhooks/evolution/${ids.meta}`,
  `/webhooks/meta/${ids.evolution}`,
  `/webhooks/uazapi/${ids.lancepilot}`,
  `/webhooks/uazapi/${ids.uazapi}/messages/Conversation/more`,
  `/webhooks/nobody/${ids.meta}`,
  "/webhooks/meta/x",
  "/webhooks/meta",
  "/other",
])("%s is nobody's address", async (path) => {
  const { post, received } = await setUp();
  const headers = { ...signed("{}", "app-secret"), "x-webhook-secret": "unused" };
  expect((await post(path, "{}", headers)).status).toBe(404);
  expect(received).toEqual([]);
});

test("while addresses cannot be looked up the provider is told to come again", async () => {
  const { get, post } = await setUp();
  expect((await post(`/webhooks/evolution/${ids.away}`, "{}")).status).toBe(503);
  expect((await get(`/webhooks/meta/${ids.away}${challenge("tenant-token")}`)).status).toBe(503);
});
