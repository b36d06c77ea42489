import { createSafeFetch, knownErrorCodes } from "@nova/whatsapp";
import { createEvolutionWhatsApp } from "@nova/whatsapp/evolution";
import { createMetaWhatsApp } from "@nova/whatsapp/meta";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actionOf, allCodes, metaCodes } from "./breaker-expectations.ts";
import { openWorld, type Scene, type World } from "./breaker-world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const calm = { sender: "active", campaign: "running", optOuts: 0, alerts: [] };
const afterAnswer = {
  wait: { ...calm, send: "pending" },
  fail: { ...calm, send: "failed" },
  look: { ...calm, send: "unconfirmed" },
  quarantine: { ...calm, send: "pending", sender: "quarantined", alerts: ["Remetente parado"] },
  disconnect: { ...calm, send: "unconfirmed", sender: "disconnected", alerts: ["Número desconectado"] },
  pause: { ...calm, send: "pending", campaign: "paused", alerts: ["Campanha pausada"] },
  "opt-out": { ...calm, send: "failed", optOuts: 2 }, // each of the two said it
};
/** A message that the provider had taken and then lost stays failed: only people may send it again. */
const afterStatus = {
  ...afterAnswer,
  wait: { ...calm, send: "failed" },
  look: { ...calm, send: "failed" },
  quarantine: { ...afterAnswer.quarantine, send: "failed" },
  pause: { ...afterAnswer.pause, send: "failed" },
};

test("every code that the table knows is here", () => {
  expect(new Set(allCodes)).toEqual(new Set(knownErrorCodes));
});

/** Delivers two messages: what a code demands happens with the first, and people are told no second time. */
async function deliverBoth(scene: Scene, code: string) {
  await Promise.all(scene.sendIds.map(world.deliver));
  const { code: said, reason, waitsSeconds, ...became } = await world.look(scene);
  expect(said).toBe(code);
  expect(became).toEqual(afterAnswer[actionOf(code)]);
  if (became.send === "pending") expect([reason, waitsSeconds]).toEqual([code, expect.any(Number)]);
  return waitsSeconds ?? 0;
}

describe("an answer of Meta with", () => {
  test.each(metaCodes)("%i", async (number) => {
    const scene = await world.openScene(2);
    await world.fault({ kind: "error", code: number, sender: scene.externalId });
    const waits = await deliverBoth(scene, `meta.${number}`);
    if (actionOf(`meta.${number}`) !== "wait") return;
    expect(waits).toBeGreaterThanOrEqual(1);
    const { rows } = await world.database.pool.query(
      "select outcome from public.send_attempts where send_id = $1",
      [scene.sendIds[0]],
    );
    expect(rows).toEqual([{ outcome: "later" }]); // put off, not spent
  });
});

describe("a failed status of Meta with", () => {
  test.each(metaCodes)("%i", async (number) => {
    const scene = await world.openScene(2);
    await world.fault({ kind: "failed-status", code: number, sender: scene.externalId });
    await Promise.all(scene.sendIds.map(world.deliver));
    const became = async () => {
      const { code, reason: _, waitsSeconds: __, ...rest } = await world.look(scene);
      return { code, ...rest };
    };
    const code = `meta.${number}`;
    await expect.poll(became, { timeout: 10_000 }).toEqual({ code, ...afterStatus[actionOf(code)] });
  });
});

describe("an answer of Evolution that means", () => {
  const refused = (status: number, message?: string) => ({ kind: "error", code: 1, status, message });
  test.each([
    ["evolution.rejected", refused(400)],
    ["evolution.too_large", refused(413)],
    ["evolution.unauthorized", refused(401)],
    ["evolution.instance_not_found", refused(404)],
    ["evolution.send_error", refused(400, "TypeError: cannot read properties of undefined")],
    ["evolution.instance_disconnected", refused(500, "Connection Closed")],
  ])("%s", async (code, fault) => {
    const scene = await world.openScene(2, { provider: "evolution" });
    await world.fault({ ...fault, sender: scene.externalId });
    await deliverBoth(scene, code);
    await world.control("DELETE", "faults");
  });

  test("evolution.number_without_whatsapp", async () => {
    const scene = await world.openScene(2, { provider: "evolution" });
    const contacts = [0, 1].map((index) => ({ phone: `55119${80_000_000 + index}`, hasWhatsApp: false }));
    await world.control("PUT", "contacts", { contacts });
    await deliverBoth(scene, "evolution.number_without_whatsapp");
    await world.control("PUT", "contacts", { contacts: [] });
  });

  test("evolution.delivery_failed, told later by a status", async () => {
    const scene = await world.openScene(2, { provider: "evolution" });
    await Promise.all(scene.sendIds.map(world.deliver));
    const { rows } = await world.database.pool.query<{ id: string }>(
      "select provider_message_id id from public.sends where campaign_id = $1",
      [scene.campaignId],
    );
    const statuses = rows.map(({ id }) => ({
      externalId: id,
      status: "failed" as const,
      errorCode: "evolution.delivery_failed",
    }));
    const groups = [{ sender: scene.externalId, statuses, optOuts: [], optIns: [], templateStatuses: [] }];
    const body = scene.campaignId;
    await world.nova.webhooks.ingest({
      provider: "evolution",
      endpointId: null,
      clientId: null,
      bodyHash: body,
      body,
      groups,
    });
    expect(await world.look(scene)).toMatchObject({
      ...calm,
      send: "failed",
      code: "evolution.delivery_failed",
    });
  });
});

describe("what is no provider's answer:", () => {
  const meta = (settings: object) => (baseUrl: string, phoneNumberId: string) =>
    createMetaWhatsApp({
      baseUrl: `${baseUrl}/graph/v25.0`,
      phoneNumberId,
      accessToken: "token",
      timeoutMs: 300,
      ...settings,
    });

  test.each([
    ["whatsapp.timeout", { kind: "timeout-before", ms: 1_500 }],
    ["whatsapp.connection_lost", { kind: "reset" }],
    ["whatsapp.unreadable_answer", { kind: "garbled" }],
    ["whatsapp.redirected", { kind: "redirect" }],
  ])("%s", async (code, fault) => {
    const scene = await world.openScene(2, { connect: meta({}) });
    await world.fault({ ...fault, sender: scene.externalId });
    await world.fault({ kind: "lost-statuses", sender: scene.externalId });
    await deliverBoth(scene, code);
  });

  test.each([
    ["whatsapp.unreachable", meta({ baseUrl: "http://127.0.0.1:60999" })], // nobody listens, and fetch does not refuse it itself
    ["whatsapp.invalid_settings", meta({ accessToken: "to\nken" })],
    [
      "whatsapp.address_refused",
      (baseUrl: string, instance: string) =>
        createEvolutionWhatsApp({
          baseUrl,
          apiKey: "key",
          instance,
          fetch: createSafeFetch({ allowPrivate: false }),
        }),
    ],
  ])("%s", async (code, connect) => {
    await deliverBoth(await world.openScene(2, { connect }), code);
  });

  test.each([
    ["whatsapp.invalid_message", { body: "x".repeat(5_000) }, ""],
    ["whatsapp.unrenderable", { body: "{{nada|}}" }, ""],
    ["whatsapp.invalid_recipient", {}, "update public.sends set to_kind = 'jid' where campaign_id = $1"],
    [
      "whatsapp.unsupported_message",
      { provider: "evolution" as const },
      `update public.campaigns set content = content || '{"kind": "meta"}' where id = $1`,
    ],
  ])("%s", async (code, options, change) => {
    const scene = await world.openScene(2, options);
    if (change) await world.database.pool.query(change, [scene.campaignId]);
    await deliverBoth(scene, code);
  });
});
