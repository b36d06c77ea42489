import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;

beforeAll(async () => {
  ledger = await openLedger();
  tenant = await ledger.makeTenant({ minGapMs: 0.001, pairGapMs: 0 });
});
afterAll(() => ledger.close());

type Status = { externalId: string; trackId?: string; status: string };

function delivery(statuses: Status[], more: Record<string, unknown> = {}) {
  const body = randomUUID();
  const group = {
    sender: tenant.phoneNumberId,
    statuses,
    optOuts: [],
    optIns: [],
    templateStatuses: [],
    ...more,
  };
  return { endpointId: null, clientId: null, bodyHash: body, body, groups: [group], problem: null };
}

function ingestMany(deliveries: object[]) {
  return ledger.call<{ status: string; eventId: string; applied: number }[]>(
    "ingest_webhooks",
    "meta",
    JSON.stringify(deliveries),
  );
}

async function claimAll(count: number) {
  const { sendIds } = await ledger.startCampaign(tenant, count);
  await ledger.reserve(tenant, sendIds);
  const sends = sendIds.map((id) => ({ id, attemptId: randomUUID(), externalId: `wamid.${randomUUID()}` }));
  for (const { id, attemptId } of sends)
    expect(await ledger.call("claim_send", id, attemptId)).toMatchObject({ kind: "granted" });
  return sends;
}

describe("webhooks that are stored together", () => {
  test("are applied in their order: by our own id, by the provider's, and by neither", async () => {
    const [first, second, third] = await claimAll(3);
    if (!first || !second || !third) throw new Error("three were claimed");
    await ledger.call("settle_send", second.attemptId, {
      kind: "sent",
      providerMessageId: second.externalId,
    });
    const parked = { externalId: third.externalId, status: "read" };
    const done = await ingestMany([
      delivery([{ externalId: first.externalId, trackId: first.attemptId, status: "sent" }]),
      delivery([{ externalId: second.externalId, status: "delivered" }]),
      delivery([{ externalId: first.externalId, trackId: first.attemptId, status: "read" }]),
      delivery([parked]),
    ]);
    expect(done.map(({ status }) => status)).toEqual(["applied", "applied", "applied", "applied"]);
    expect((await ledger.row(first.id)).status).toBe("read");
    expect((await ledger.row(second.id)).status).toBe("delivered");
    await ledger.call("settle_send", third.attemptId, { kind: "sent", providerMessageId: third.externalId });
    expect((await ledger.row(third.id)).status).toBe("read");
  });

  test("are each kept with their own end: what the tables refuse spoils only itself", async () => {
    const [send] = await claimAll(1);
    if (!send) throw new Error("one was claimed");
    const done = await ingestMany([
      delivery([{ externalId: "x".repeat(600), status: "delivered" }]),
      delivery([{ externalId: "wamid.1", status: "read" }], { sender: "nobody" }),
      delivery([{ externalId: send.externalId, trackId: send.attemptId, status: "delivered" }]),
    ]);
    expect(done.map(({ status }) => status)).toEqual(["unparsed", "quarantined", "applied"]);
    expect((await ledger.row(send.id)).status).toBe("delivered");
    const { rows } = await ledger.pool.query(
      "select id, status, reason, client_id from public.webhook_events where id = any ($1)",
      [done.map(({ eventId }) => eventId)],
    );
    const kept = new Map(rows.map((row) => [row.id, row]));
    expect(done.map(({ eventId }) => kept.get(eventId))).toMatchObject([
      { status: "unparsed", reason: "refused 23514 a_parked_id_is_short" },
      { status: "quarantined", reason: "unknown-sender", client_id: null },
      { status: "applied", reason: null, client_id: tenant.clientId },
    ]);
  });

  test("hold statuses only: what closes the send gate is refused", async () => {
    const optOuts = [{ kind: "phone", value: "5511987654321" }];
    await expect(ingestMany([delivery([], { optOuts })])).rejects.toMatchObject({ code: "NV400" });
    const optIns = optOuts.map(({ kind, value }) => ({ kind, value }));
    await expect(ingestMany([delivery([], { optIns })])).rejects.toMatchObject({ code: "NV400" });
  });

  test("never wait in a circle with each other, with single ones or with outcomes", {
    timeout: 60_000,
  }, async () => {
    const sends = await claimAll(24);
    const all = sends.flatMap(({ attemptId, externalId }) =>
      ["sent", "delivered", "read"].map((status) => ({ externalId, trackId: attemptId, status })),
    );
    const shuffled = (seed: number) =>
      all
        .map((one, index) => ({ one, at: (index * 7919 * seed) % 1009 }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
    await Promise.all([
      ...[1, 2, 3, 5].map((seed) => ingestMany(shuffled(seed).map((status) => delivery([status])))),
      ...[7, 11].map((seed) => ledger.ingest(tenant.phoneNumberId, { statuses: shuffled(seed) })),
      ...sends.map(({ attemptId, externalId }) =>
        ledger.call("settle_send", attemptId, { kind: "sent", providerMessageId: externalId }),
      ),
    ]);
    const { rows } = await ledger.pool.query("select distinct status from public.sends where id = any ($1)", [
      sends.map(({ id }) => id),
    ]);
    expect(rows).toEqual([{ status: "read" }]);
  });
});
