import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  envelope,
  type HostileStack,
  openHostileStack,
  push,
  pushTokens,
  signature,
} from "./hostile-support.ts";
import { addFault, readLogs, runAudited } from "./stack-harness.ts";

let stack: HostileStack;
beforeAll(async () => {
  stack = await openHostileStack();
}, 120_000);
afterAll(() => stack?.end());

/** The way to the database, gone and back: the services see neither more nor less of an outage. */
async function startGateway(): Promise<void> {
  const { settings, supervisor, addresses, databaseUrl } = stack;
  await supervisor.start({
    name: "gateway",
    command: process.execPath,
    args: [fileURLToPath(new URL("../src/gateway/main.ts", import.meta.url))],
    env: {
      DATABASE_URL: databaseUrl,
      PORT: new URL(addresses.gateway).port,
      SUPABASE_ANON_KEY: settings.anonKey,
      SUPABASE_SERVICE_KEY: settings.serviceKey,
      SUPABASE_JWT_SECRET: settings.jwtSecret,
    },
    readyWhen: { line: (line) => line.startsWith('{"ready":true') },
  });
}

test("with the database gone a webhook is answered 503, and stored when the provider comes again", async () => {
  const { metaAppSecret, evolutionEndpointId, evolutionWebhookSecret } = stack.settings;
  const url = stack.urlOf("whatsapp-webhook");
  const body = JSON.stringify({ entry: [], mark: "outage" });
  const meta = () =>
    fetch(`${url}/meta/webhook`, { method: "POST", body, headers: signature(body, metaAppSecret) });
  const evolution = () =>
    fetch(`${url}/webhooks/evolution/${evolutionEndpointId}`, {
      method: "POST",
      body: JSON.stringify({ event: "messages.upsert", instance: "loja-exemplo", data: {} }),
      headers: { "x-webhook-secret": evolutionWebhookSecret },
    });
  await stack.supervisor.stop("gateway");
  const refused = [await meta(), await evolution()];
  expect(refused.map(({ status }) => status)).toEqual([503, 503]);
  for (const answer of refused)
    expect(await answer.json()).toMatchObject({ status: 503, code: "webhook.not_stored" });
  // Alive, but not to be sent to.
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/health/deep`)).status).toBe(503);

  await startGateway();
  expect([(await meta()).status, (await evolution()).status]).toEqual([200, 200]);
  expect(await stack.count("public.webhook_events")).toBe(2);
});

test("with the database gone a push is answered 5xx, so that it is delivered again", {
  timeout: 60_000,
}, async () => {
  const { good } = await pushTokens(stack, stack.urlOf("whatsapp-worker"));
  const send = (body: object) =>
    fetch(stack.urlOf("whatsapp-worker"), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${good}` },
      body: JSON.stringify(body),
    });
  await stack.supervisor.stop("gateway");
  const sound = push(envelope("whatsapp-send", { sendId: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01" }));
  const broken = push({ no: "envelope" });
  expect([(await send(sound)).status, (await send(broken)).status]).toEqual([500, 503]);
  expect(await stack.count("public.dead_letters")).toBe(0);

  await startGateway();
  expect([(await send(sound)).status, (await send(broken)).status]).toEqual([204, 204]);
  expect(await stack.count("public.dead_letters")).toBe(1);
});

test("a campaign during which the database is gone for four seconds repeats nothing and loses nothing", {
  timeout: 240_000,
}, async () => {
  await addFault(stack, { kind: "latency", ms: 200, jitterMs: 200 });
  const outage = (async () => {
    await sleep(1_500);
    await stack.supervisor.stop("gateway");
    await sleep(4_000);
    await startGateway();
  })();
  const { audit, summary } = await runAudited({ ...stack, database: patient(stack) }, { recipients: 300 });
  await outage;
  expect(audit).toMatchObject({
    delivered: 300,
    duplicated: 0,
    lost: 0,
    failed: 0,
    unconfirmed: 0,
    disagreeing: [],
  });
  expect(summary.attemptsPerSend).toBe(1);
  expect(await readLogs(stack)).toContain('"outcome":"redeliver"');
  expect(stack.casualties()).toEqual([]);
});

/** The stack's own database client, for a watcher that sits the outage out. */
function patient({ database }: HostileStack): HostileStack["database"] {
  const { summarize } = database.campaigns;
  return {
    ...database,
    campaigns: {
      ...database.campaigns,
      summarize: async (campaignId) => {
        for (;;) {
          try {
            return await summarize(campaignId);
          } catch {
            await sleep(250);
          }
        }
      },
    },
  };
}
