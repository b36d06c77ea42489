import { createHash } from "node:crypto";
import type { InboundProvider } from "@nova/whatsapp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { providerOf, sampleBytes, samplePaths } from "../../../services/whatsapp-webhook/test/samples.ts";
import { complaints, type HostileStack, openHostileStack, signature } from "./hostile-support.ts";
import { generator, mutateJson } from "./mutate-json.ts";

let stack: HostileStack;
beforeAll(async () => {
  stack = await openHostileStack();
  await addSenders();
}, 120_000);
afterAll(() => stack?.end());

const hashOf = (body: string) => createHash("sha256").update(body).digest("hex");

/** Posts a body as its provider would, with the proof that it is the provider. */
function deliver(provider: InboundProvider, body: string): Promise<Response> {
  const { settings } = stack;
  const ways: Record<InboundProvider, [path: string, headers?: Record<string, string>]> = {
    meta: ["/meta/webhook", signature(body, settings.metaAppSecret)],
    evolution: [
      `/webhooks/evolution/${settings.evolutionEndpointId}`,
      { "x-webhook-secret": settings.evolutionWebhookSecret },
    ],
    uazapi: [`/webhooks/uazapi/${settings.uazapiEndpointId}`],
    lancepilot: [`/webhooks/lancepilot/${settings.lancepilotEndpointId}?token=${settings.lancepilotToken}`],
  };
  const [path, headers = {}] = ways[provider];
  return fetch(`${stack.urlOf("whatsapp-webhook")}${path}`, { method: "POST", body, headers });
}

/** uazapi's proof is in the body: a broken one keeps it, where there is still a place for it. */
function withToken(provider: InboundProvider, text: string): string {
  return provider === "uazapi"
    ? text.replace(/"token":"[^"]*"/, `"token":"${stack.settings.uazapiToken}"`)
    : text;
}

/** Numbers of the other two, so that what is read of their bodies reaches the ledger. */
async function addSenders(): Promise<void> {
  for (const [provider, externalId] of [
    ["uazapi", "a1B2c3"],
    ["lancepilot", "551170000001"],
  ]) {
    await stack.pool.query(
      `insert into public.client_providers (client_id, provider, external_id, name, status)
       values ($1, $2, $3, $2, 'disabled')`,
      [stack.settings.clientId, provider, externalId],
    );
  }
}

test("2,000 broken bodies of all samples are all taken and all stored", { timeout: 120_000 }, async () => {
  const next = generator(20_260_310);
  const bodies = Array.from({ length: 2_000 }, (_, index) => {
    const path = samplePaths[index % samplePaths.length] ?? "";
    const provider = providerOf(path);
    const broken = mutateJson(JSON.parse(sampleBytes(path).toString("utf8")), next);
    return { provider, body: withToken(provider, broken) };
  });
  const refused: unknown[] = [];
  const queue = bodies.values();
  const worker = async () => {
    for (const { provider, body } of queue) {
      const { status } = await deliver(provider, body);
      if (status !== 200) refused.push([status, body]);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  expect(refused).toEqual([]);

  const sent = new Set(bodies.map(({ provider, body }) => `${provider} ${hashOf(body)}`));
  expect(sent.size).toBeGreaterThan(1_700);
  const { rows } = await stack.pool.query(
    "select provider || ' ' || body_hash as body from public.webhook_events",
  );
  const stored = new Set(rows.map((row) => String(row.body)));
  expect([...sent].filter((one) => !stored.has(one))).toEqual([]);
  // The ledger took each of them as it was read, none only after it had refused it.
  expect(
    await stack.count("public.webhook_events where reason like 'refused%' or reason = 'unreadable'"),
  ).toBe(0);
  const { rows: applied } = await stack.pool.query(
    "select distinct provider from public.webhook_events where status = 'applied' order by provider",
  );
  expect(applied.map(({ provider }) => provider)).toEqual(["evolution", "lancepilot", "meta", "uazapi"]);
  expect(stack.casualties()).toEqual([]);
  expect(await complaints(stack)).toEqual([]);
});

const sampleText = (path: string) => sampleBytes(path).toString("utf8");
const answerOf = async (provider: InboundProvider, body: string) => {
  const answer = await deliver(provider, body);
  return [answer.status, await answer.json()];
};

test("a connection that uazapi calls lost takes its number out of service, until it is back", async () => {
  await stack.pool.query("update public.client_providers set status = 'active' where provider = 'uazapi'");
  const lost = withToken("uazapi", JSON.stringify(JSON.parse(sampleText("uazapi/connection-disconnected"))));
  const number = "public.client_providers where provider = 'uazapi' and status = $1";
  expect(await answerOf("uazapi", lost)).toEqual([200, { status: "applied" }]);
  expect(await stack.count(`${number} and status_reason = '401'`, ["disconnected"])).toBe(1);
  expect(await answerOf("uazapi", lost)).toEqual([200, { status: "duplicate" }]);
  const back = lost.replace('"disconnected"', '"connected"');
  expect(await answerOf("uazapi", back)).toEqual([200, { status: "applied" }]);
  expect(await stack.count(number, ["active"])).toBe(1);
});

test("a body of uazapi's without the token is kept, with the wrong one refused, and neither applied", async () => {
  const { token: _, ...unproven } = JSON.parse(sampleText("uazapi/connection-disconnected"));
  expect(await answerOf("uazapi", JSON.stringify(unproven))).toEqual([200, { status: "unparsed" }]);
  expect((await deliver("uazapi", JSON.stringify({ ...unproven, token: "guessed" }))).status).toBe(401);
  expect(await stack.count("public.client_providers where provider = 'uazapi' and status = 'active'")).toBe(
    1,
  );
});

test("no stored body holds a key where a provider writes it", async () => {
  const gateways = "public.webhook_events where provider in ('evolution', 'uazapi') and body ~";
  expect(await stack.count(`${gateways} '"(apikey|token)": *"[^[]'`)).toBe(0);
  expect(await stack.count(`${gateways} '"(apikey|token)": *"\\[removed\\]'`)).toBeGreaterThan(100);
});

test("an opt-out through LancePilot counts, one to a number that nobody has registered is quarantined", async () => {
  const said = JSON.parse(sampleText("lancepilot/incoming-text"));
  said.data.attributes.message.body = "SAIR";
  expect(await answerOf("lancepilot", JSON.stringify(said))).toEqual([200, { status: "applied" }]);
  expect(
    await stack.count("public.opt_outs where alias_value = '5551900000031' and revoked_at is null"),
  ).toBe(1);
  said.data.attributes.to = "551170000999";
  expect(await answerOf("lancepilot", JSON.stringify(said))).toEqual([200, { status: "quarantined" }]);
});
