import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleBytes, samplePaths } from "../../../services/whatsapp-webhook/test/samples.ts";
import { complaints, type HostileStack, openHostileStack, signature } from "./hostile-support.ts";
import { generator, mutateJson } from "./mutate-json.ts";

let stack: HostileStack;
beforeAll(async () => {
  stack = await openHostileStack();
}, 120_000);
afterAll(() => stack?.end());

const hashOf = (body: string) => createHash("sha256").update(body).digest("hex");

/** Posts a body as its provider would, with the proof that it is the provider. */
function deliver(provider: string, body: string): Promise<Response> {
  const { metaAppSecret, evolutionEndpointId, evolutionWebhookSecret } = stack.settings;
  const isMeta = provider === "meta";
  const path = isMeta ? "/meta/webhook" : `/webhooks/evolution/${evolutionEndpointId}`;
  const headers = isMeta ? signature(body, metaAppSecret) : { "x-webhook-secret": evolutionWebhookSecret };
  return fetch(`${stack.urlOf("whatsapp-webhook")}${path}`, { method: "POST", body, headers });
}

test("2,000 broken bodies of all samples are all taken and all stored", { timeout: 120_000 }, async () => {
  const next = generator(20_260_310);
  const bodies = Array.from({ length: 2_000 }, (_, index) => {
    const path = samplePaths[index % samplePaths.length] ?? "";
    return { path, body: mutateJson(JSON.parse(sampleBytes(path).toString("utf8")), next) };
  });
  const refused: unknown[] = [];
  const queue = bodies.values();
  const worker = async () => {
    for (const { path, body } of queue) {
      const { status } = await deliver(path.split("/")[0] ?? "", body);
      if (status !== 200) refused.push([status, body]);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  expect(refused).toEqual([]);

  const sent = new Set(bodies.map(({ path, body }) => `${path.split("/")[0]} ${hashOf(body)}`));
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
  expect(stack.casualties()).toEqual([]);
  expect(await complaints(stack)).toEqual([]);
});
