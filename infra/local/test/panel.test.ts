import { randomBytes, randomUUID } from "node:crypto";
import { request } from "node:http";
import { createDatabase, type NovaDatabase } from "@nova/supabase-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "../../../database/tests/ledger-fixture.ts";
import { createExplainWaiting } from "../src/demo/explain-waiting.ts";
import { type Gateway, startGateway } from "../src/gateway/index.ts";
import { type Panel, startPanel } from "../src/panel/start-panel.ts";
import { createRows } from "../src/stack/read-rows.ts";

const hostile = `</h2><script>alert(1)</script><img src=x onerror="alert(2)">'"&`;
let ledger: Ledger;
let gateway: Gateway;
let database: NovaDatabase;
let panel: Panel;
let woken = 0;

beforeAll(async () => {
  ledger = await openLedger();
  const key = () => randomBytes(24).toString("base64url");
  const keys = { anonKey: key(), serviceKey: key(), jwtSecret: key() + key() };
  gateway = await startGateway({ databaseUrl: ledger.url, port: 0, keys });
  database = createDatabase({ url: gateway.url, serviceKey: keys.serviceKey });
  const rows = createRows({ url: gateway.url, serviceKey: keys.serviceKey });
  const nowhere = "http://127.0.0.1:1";
  panel = await startPanel({
    port: 0,
    rows,
    database,
    explainWaiting: createExplainWaiting({ rows, sends: database.sends }),
    wakePlanner: async () => void woken++,
    addresses: {
      gateway: gateway.url,
      broker: nowhere,
      sandbox: nowhere,
      services: { "whatsapp-worker": nowhere },
    },
  });
});
afterAll(async () => {
  await panel?.close();
  await gateway?.close();
  await ledger?.close();
});

/** By node:http, which lets a caller name any host and origin. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = "") {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const call = request(`${panel.url}${path}`, { method, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      call.on("error", reject).end(body);
    },
  );
}
const page = async (path: string) => (await ask("GET", path)).text;
const post = (path: string, form: Record<string, string> = {}) =>
  ask("POST", path, { origin: panel.url }, new URLSearchParams(form).toString());

async function makeCampaign(profile = {}): Promise<{ tenant: Tenant; id: string; sendIds: string[] }> {
  const tenant = await ledger.makeTenant(profile);
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 3);
  return { tenant, id: campaignId, sendIds };
}

test("the first page lists campaigns with their counts, the senders and the addresses, in either language", async () => {
  const { id, tenant } = await makeCampaign();
  const portuguese = await page("/");
  expect(portuguese).toContain(`href="/campaigns/${id}"`);
  expect(portuguese).toContain("0/3 entregues · 3 esperando");
  expect(portuguese).toContain(`href="/senders/${tenant.senderId}"`);
  expect(portuguese).toContain("http://127.0.0.1:1/health/deep");
  expect(portuguese).toContain('<html lang="pt-BR">');
  const english = await page("/?lang=en");
  expect(english).toContain("0/3 delivered · 3 waiting");
  expect(english).toContain(`href="/campaigns/${id}?lang=en"`);
});

test("hostile names and reasons are escaped on every page", async () => {
  const { id, tenant, sendIds } = await makeCampaign();
  const { pool } = ledger;
  await pool.query("update public.campaigns set name = $1, status_reason = $1 where id = $2", [hostile, id]);
  await pool.query(
    "update public.client_providers set name = $1, external_id = $1 || id, status = 'quarantined', status_reason = $1 where id = $2",
    [hostile, tenant.senderId],
  );
  await pool.query("update public.sends set status = 'failed', reason = $1, code = $1 where id = $2", [
    hostile,
    sendIds[0],
  ]);
  await database.senders.pause({
    scope: "campaign",
    clientId: tenant.clientId,
    campaignId: id,
    action: "pause",
    reason: hostile,
    source: "manual",
    actor: hostile,
  });
  const eventId = randomUUID();
  await pool.query(
    "insert into public.webhook_events (id, provider, body_hash, body, status, reason) values ($1::uuid, 'meta', $1::uuid::text, 'segredo', 'unparsed', $2)",
    [eventId, hostile],
  );
  for (const path of ["/", `/campaigns/${id}`, `/senders/${tenant.senderId}`, `/webhooks/${eventId}`]) {
    const { text, headers, status } = await ask("GET", `${path}?x=${encodeURIComponent(hostile)}`);
    expect(status).toBe(200);
    expect(text).toContain("&lt;script&gt;alert(1)");
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain("<img");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  }
});

test("a stored webhook shows its status and reason, never its body", async () => {
  const id = randomUUID();
  await ledger.pool.query(
    "insert into public.webhook_events (id, provider, body_hash, body, status, reason) values ($1::uuid, 'meta', $1::uuid::text, 'texto de uma pessoa', 'quarantined', 'unknown-sender')",
    [id],
  );
  const text = await page(`/webhooks/${id}`);
  expect(text).toContain("em quarentena");
  expect(text).toContain("O remetente não está cadastrado.");
  expect(text).not.toContain("texto de uma pessoa");
});

test("a campaign's failures are named with their reason", async () => {
  const { id, sendIds } = await makeCampaign();
  await ledger.pool.query(
    "update public.sends set status = 'failed', reason = 'x', code = 'meta.131026' where id = $1",
    [sendIds[0]],
  );
  expect(await page(`/campaigns/${id}`)).toMatch(
    /Não entregável: sem WhatsApp[^<]*<\/td><td[^>]*>meta\.131026/,
  );
});

describe("a page that is not there", () => {
  test.each([
    ["an unknown campaign", () => `/campaigns/${randomUUID()}`],
    ["an unknown sender", () => `/senders/${randomUUID()}`],
    ["an unknown webhook", () => `/webhooks/${randomUUID()}`],
    ["what is no id", () => "/campaigns/1%27;drop"],
    ["another kind", () => `/clients/${randomUUID()}`],
    ["a path below a page", () => `/campaigns/${randomUUID()}/x`],
  ])("is a 404, by GET and POST: %s", async (_, path) => {
    expect((await ask("GET", path())).status).toBe(404);
    expect((await post(`${path()}/pause`)).status).toBe(404);
  });

  test("neither is an action that does not exist", async () => {
    const { id } = await makeCampaign();
    expect((await post(`/campaigns/${id}/explode`)).status).toBe(404);
    expect((await ask("PUT", `/campaigns/${id}/pause`, { origin: panel.url })).status).toBe(405);
  });
});

describe("another site", () => {
  test.each<[string, Record<string, string>]>([
    ["names its origin", { origin: "http://evil.test" }],
    ["hides its origin", { origin: "null" }],
    ["names none", {}],
    ["is another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["has a name that leads here", { host: "evil.test", origin: "http://evil.test" }],
    ["is told apart by the browser", { "sec-fetch-site": "cross-site" }],
  ])("can change nothing when it %s", async (_, headers) => {
    const { id } = await makeCampaign();
    expect((await ask("POST", `/campaigns/${id}/cancel`, headers)).status).toBe(403);
    expect((await database.campaigns.summarize(id))?.status).toBe("running");
  });

  test("can read nothing by a name of its own that leads here", async () => {
    expect((await ask("GET", "/", { host: "evil.test" })).status).toBe(403);
  });
});

describe("what a person does", () => {
  test("pausing a campaign stops its claims and says so; resuming wakes the planner", async () => {
    const { id, tenant, sendIds } = await makeCampaign();
    const paused = await post(`/campaigns/${id}/pause`);
    expect(paused).toMatchObject({ status: 303, headers: { location: `/campaigns/${id}` } });
    await ledger.reserve(tenant, sendIds);
    expect(await database.sends.claim(sendIds[0] ?? "", randomUUID())).toMatchObject({ kind: "refused" });
    expect(await page(`/campaigns/${id}`)).toContain("a campanha está pausada");
    expect(await page("/")).toContain("pausada");
    const before = woken;
    await post(`/campaigns/${id}/resume`, { scope: "campaign" });
    expect(woken).toBe(before + 1);
    expect(await page(`/campaigns/${id}`)).not.toContain("a campanha está pausada");
  });

  test("a wider pause is shown on the campaign and can be lifted there", async () => {
    const { id, tenant } = await makeCampaign();
    await post(`/senders/${tenant.senderId}/pause`);
    expect(await page(`/campaigns/${id}`)).toContain("o remetente está pausado");
    await post(`/campaigns/${id}/resume`, { scope: "sender" });
    expect((await database.campaigns.summarize(id))?.paused).toBeNull();
  });

  test("cancelling ends a campaign, and cancelling it again is refused in words", async () => {
    const { id } = await makeCampaign();
    await post(`/campaigns/${id}/cancel`);
    expect(await database.campaigns.summarize(id)).toMatchObject({
      status: "cancelled",
      byStatus: { cancelled: 3 },
    });
    expect(await page(`/campaigns/${id}`)).not.toContain("<form");
    const { headers } = await post(`/campaigns/${id}/cancel`);
    expect(headers.location).toBe(`/campaigns/${id}?problem=1`);
    expect(await page(String(headers.location))).toContain("Nada foi alterado");
  });

  test("a halted campaign goes on only when its template may be sent again", async () => {
    const { id } = await makeCampaign();
    const { pool } = ledger;
    const template = "id = (select template_id from public.campaigns where id = $1)";
    await pool.query("update public.campaigns set status = 'halted' where id = $1", [id]);
    await pool.query(`update public.templates set status = 'paused' where ${template}`, [id]);
    expect((await post(`/campaigns/${id}/restart?lang=en`)).headers.location).toContain("?problem=1&lang=en");
    await pool.query(`update public.templates set status = 'approved' where ${template}`, [id]);
    await post(`/campaigns/${id}/restart`);
    expect((await database.campaigns.summarize(id))?.status).toBe("running");
  });

  test("a stopped sender says why and can be reactivated", async () => {
    const { tenant } = await makeCampaign();
    const path = `/senders/${tenant.senderId}`;
    expect(await page(path)).not.toContain("/activate");
    await database.senders.setStatus(tenant.senderId, "quarantined", "meta.190");
    const stopped = await page(path);
    expect(stopped).toContain("espera alguém reativá-lo");
    expect(stopped).toContain("Token da Meta inválido ou expirado.");
    await post(`${path}/activate`);
    expect(await page(path)).toContain("Nada impede.");
  });
});

test("a sender's page sets today's usage against every cap that holds", async () => {
  const warmUp = [{ untilAgeDays: 7, maxPerDay: 50 }];
  const { tenant } = await makeCampaign({
    maxPerHour: 20,
    maxPerDay: 100,
    tierPerDay: 250,
    warmUp,
  });
  await ledger.pool.query(
    `insert into public.sender_usage values
       ($1, floor(extract(epoch from now()) / 60)::bigint, 20), ($1, floor(extract(epoch from now()) / 60)::bigint - 600, 5)`,
    [tenant.senderId],
  );
  const text = await page(`/senders/${tenant.senderId}`);
  for (const line of [
    "Última hora: 20 / 20",
    "Últimas 24 horas: 25 / 100",
    "Aquecimento, 24 horas: 25 / 50",
    "24 horas: 25 / 250",
  ])
    expect(text).toContain(line);
});

test("a form that is too large is refused", async () => {
  const { id } = await makeCampaign();
  expect((await post(`/campaigns/${id}/pause`, { x: "x".repeat(5_000) })).status).toBe(413);
});
