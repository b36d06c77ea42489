import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, openLedger } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

test("a campaign with nothing left to send ends, and people are told of it until that is confirmed", async () => {
  const tenant = await ledger.makeTenant();
  const { campaignId, sendIds } = await ledger.startCampaign(tenant, 1);
  const [sendId = ""] = sendIds;
  const due = () => ledger.call<{ campaignId: string; counts: object }[]>("finish_campaigns");
  expect(await due()).toEqual([]);

  await ledger.reserve(tenant, [sendId]);
  const attemptId = randomUUID();
  await ledger.call("claim_send", sendId, attemptId);
  await ledger.call(
    "settle_send",
    attemptId,
    JSON.stringify({ kind: "sent", providerMessageId: "wamid.end" }),
  );
  expect(await due()).toEqual([]); // ended, but the provider's word is still to come
  await ledger.ingest(tenant.phoneNumberId, { statuses: [{ externalId: "wamid.end", status: "delivered" }] });

  expect(await due()).toMatchObject([{ campaignId, counts: { delivered: 1 } }]);
  expect(await due()).toEqual([]); // leased to whoever is telling people
  await ledger.moveClock(61_000);
  expect(await due()).toHaveLength(1); // that one died before it was confirmed
  await ledger.call("confirm_announcement", campaignId);
  await ledger.moveClock(61_000);
  expect(await due()).toEqual([]);
});
