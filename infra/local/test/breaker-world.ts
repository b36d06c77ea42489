import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createBreaker, createReact } from "@nova/breaker";
import type { Alert } from "@nova/notify";
import { profiles } from "@nova/pacing";
import { createDatabase } from "@nova/supabase-client";
import { createTestDatabase } from "@nova/testing";
import { describeErrorCode, type WhatsApp } from "@nova/whatsapp";
import { createEvolutionWhatsApp } from "@nova/whatsapp/evolution";
import { createMetaWhatsApp, parseMetaWebhook } from "@nova/whatsapp/meta";
import { createReactToIngested } from "../../../services/whatsapp-webhook/src/react-to-ingested.ts";
import { createReceiveWebhook } from "../../../services/whatsapp-webhook/src/receive-webhook.ts";
import { createDeliver } from "../../../services/whatsapp-worker/src/deliver.ts";
import { startGateway } from "../src/gateway/index.ts";
import { startSandbox } from "../src/sandbox/index.ts";

const keys = {
  anonKey: "sb_publishable_breaker",
  serviceKey: "sb_secret_breaker",
  jwtSecret: "a-secret-of-at-least-thirty-two-characters",
};
export const evolutionInstances = Array.from({ length: 16 }, (_, index) => `loja-${index}`);
export type World = Awaited<ReturnType<typeof openWorld>>;
export type Scene = {
  clientId: string;
  senderId: string;
  externalId: string;
  campaignId: string;
  sendIds: string[];
};

type SceneOptions = {
  provider?: "meta" | "evolution";
  body?: string;
  /** Other than the provider's own client over the sandbox. */
  connect?: (baseUrl: string, externalId: string) => WhatsApp;
};

/** Worker and webhook in this process, over the real adapters, a real database and the sandbox. */
export async function openWorld() {
  const folder = await mkdtemp(join(tmpdir(), "nova-breaker-"));
  const database = await createTestDatabase();
  const gateway = await startGateway({ databaseUrl: database.url, port: 0, keys });
  const nova = createDatabase({ url: gateway.url, serviceKey: keys.serviceKey });
  const sandbox = await startSandbox({
    port: 0,
    recordFile: join(folder, "record.jsonl"),
    metaAppSecret: "app-secret",
    metaVerifyToken: "verify-me",
    evolutionInstances,
    statusDelayMs: 5,
    limits: { messagesPerSecond: 0, pairIntervalMs: 0 },
  });
  const alerts: Alert[] = [];
  const reported: unknown[] = [];
  const planned: unknown[] = [];
  const clients = new Map<string, WhatsApp>();
  const now = () => new Date();
  const shared = {
    notify: async (alert: Alert) => void alerts.push(alert),
    linkTo: (path: string) => `https://painel.example${path}`,
  };
  const react = createReact({ ...nova.breaker, recordOptOut: nova.webhooks.recordOptOut, ...shared });
  const breaker = createBreaker({ ...nova.breaker, ...shared, describeCode: describeErrorCode, now });
  const reporter = {
    report: async (thrown: unknown): Promise<never> => {
      reported.push(thrown);
      throw thrown;
    },
  };
  const deliver = createDeliver({
    sends: nova.sends,
    publisher: { publish: async () => "1", publishAt: async (topic) => void planned.push(topic.name) },
    openSender: async ({ sender }) => {
      const client = clients.get(sender.id);
      if (!client) throw new Error("no client");
      return client;
    },
    react,
    breaker,
    reporter,
    newAttemptId: randomUUID,
    now,
    pause,
  });
  const receive = createReceiveWebhook({
    webhooks: nova.webhooks,
    publisher: { publishBatch: async (_topic, datas) => datas.map(() => "1") },
    confirmEchoes: async () => {},
    reactToIngested: createReactToIngested({
      react,
      breaker,
      publisher: { publishAt: async () => {}, publish: async () => "1" },
      reporter,
      now,
    }),
    ...shared,
    reporter,
    confirmation: "Pronto!",
  });
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
      const raw = Buffer.concat(parts);
      const body = {
        provider: "meta" as const,
        endpointId: null,
        clientId: null,
        raw,
        parse: parseMetaWebhook,
      };
      response.statusCode = await receive(body).then(
        () => 200,
        () => 503,
      );
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await control("PUT", "webhooks", { meta: { url: `http://127.0.0.1:${port}/webhook`, verify: false } });

  async function control(method: string, path: string, body?: unknown): Promise<void> {
    const init = { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  let numbers = 0;
  /** A tenant of its own with a sender and a running campaign to `count` people, all of whom have their slot. */
  async function openScene(
    count: number,
    { provider = "meta", body = "Olá {{name}}", connect }: SceneOptions = {},
  ): Promise<Scene> {
    const clientId = randomUUID();
    const senderId = randomUUID();
    const number = numbers++;
    const externalId =
      provider === "meta" ? String(106_500_000_100_000 + number) : (evolutionInstances[number % 16] ?? "");
    await nova.senders.saveClient(clientId, `t-${clientId.slice(0, 8)}`, "Teste");
    const { rowCount } = await database.pool.query(
      "update public.client_providers set external_id = id::text where provider = $1 and external_id = $2",
      [provider, externalId],
    );
    if (rowCount && provider === "meta") throw new Error("a number twice");
    await nova.senders.save({
      id: senderId,
      clientId,
      provider,
      externalId,
      name: "Número",
      apiUrl: null,
      credentials: "sealed",
      profile: {
        kind: "official",
        ...profiles.official,
        minGapMs: 0.01,
        pairGapMs: 0,
        window: null,
        ramp: null,
      },
    });
    clients.set(senderId, connect?.(sandbox.url, externalId) ?? clientOf(provider, externalId));
    const template = { name: `t${number}`, kind: "text" as const, body };
    const campaign = { clientId, senderId, name: "Campanha", template, listName: "lista", seed: 7 };
    const { campaignId, listId } = await nova.campaigns.create(campaign);
    const rows = Array.from({ length: count }, (_, index) => ({
      phone: `55119${80_000_000 + index}`,
      name: "Ana",
    }));
    await nova.campaigns.importContacts(clientId, listId, rows);
    await nova.campaigns.start(clientId, campaignId, "teste");
    const { rows: sends } = await database.pool.query<{ id: string }>(
      "update public.sends set status = 'queued', slot_at = app.now() where campaign_id = $1 returning id",
      [campaignId],
    );
    return { clientId, senderId, externalId, campaignId, sendIds: sends.map(({ id }) => id) };
  }

  function clientOf(provider: "meta" | "evolution", externalId: string): WhatsApp {
    return provider === "meta"
      ? createMetaWhatsApp({
          baseUrl: `${sandbox.url}/graph/v25.0`,
          phoneNumberId: externalId,
          accessToken: "token",
          timeoutMs: 400,
        })
      : createEvolutionWhatsApp({
          baseUrl: `${sandbox.url}/evolution`,
          apiKey: "key",
          instance: externalId,
          fetch,
          timeoutMs: 400,
        });
  }

  /** What became of a scene, each part in a word or two. */
  async function look({ clientId, senderId, campaignId }: Scene) {
    const one = async (sql: string, value: unknown) => (await database.pool.query(sql, [value])).rows;
    // The one that met the error: what follows from it may hold back the other before that is claimed.
    const [send] = await one(
      `select status, code, reason, extract(epoch from not_before - app.now()) waits from public.sends
       where campaign_id = $1 order by code is null limit 1`,
      campaignId,
    );
    const [sender] = await one(
      "select status, status_reason from public.client_providers where id = $1",
      senderId,
    );
    const paused = await one(
      "select 1 from public.active_pauses where scope_key = $1",
      `campaign:${campaignId}`,
    );
    const optOuts = await one("select alias_value from public.opt_outs where client_id = $1", clientId);
    const mine = alerts.filter(({ key }) => key?.endsWith(senderId) || key?.endsWith(campaignId));
    return {
      send: String(send.status),
      code: send.code,
      reason: send.reason,
      waitsSeconds: send.status === "pending" ? Math.round(Number(send.waits)) : null,
      sender: String(sender.status),
      campaign: paused.length > 0 ? "paused" : "running",
      optOuts: optOuts.length,
      alerts: mine.map(({ title }) => title),
    };
  }

  return {
    database,
    nova,
    sandboxUrl: sandbox.url,
    control,
    fault: (fault: object) => control("POST", "faults", fault),
    openScene,
    look,
    alerts,
    reported,
    deliver: (sendId: string) => deliver({ sendId }, { note: () => {}, draining: () => false }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await sandbox.close();
      await gateway.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
