import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { balanced } from "./pause-books.ts";
import { openCampaigns, type PausedCampaign } from "./pause-campaign.ts";

let campaigns: Awaited<ReturnType<typeof openCampaigns>>;
let campaign: PausedCampaign;
beforeAll(async () => {
  campaigns = await openCampaigns();
});
afterAll(() => campaigns.close());
beforeEach(async () => {
  campaign = await campaigns.begin();
});

const later = JSON.stringify({ kind: "later", waitMs: 0, reason: "x" });

test("a cancel takes along the slots of a plan that is being stored at that moment", async () => {
  const plan = campaign.planOf(await campaign.version());
  const { waited, answer } = await campaigns.meanwhile("reserve_slots", plan, campaign.cancel);
  expect({ waited, answer }).toEqual({ waited: true, answer: 10 });
  expect([await campaign.statuses(), await campaign.used()]).toEqual([{ cancelled: 10 }, 0]);
});

test("a plan that comes during a cancel gives its campaign no slots, and does not wait for it", async () => {
  const version = await campaign.version();
  const cancelling = [campaign.tenant.clientId, campaign.campaignId, "teste"];
  expect(await campaigns.meanwhile("cancel_campaign", cancelling, () => campaign.reserve(version))).toEqual({
    waited: false,
    answer: { won: true, reserved: [] },
  });
  expect([await campaign.statuses(), await campaign.used()]).toEqual([{ cancelled: 10 }, 0]);
});

test("a cancel takes along what comes back as not sent before it, during it or after it", async () => {
  const { sendIds, cancel, statuses } = campaign;
  await campaign.reserveAll();
  const attempts = sendIds.slice(0, 3).map(() => randomUUID());
  for (const [index, attemptId] of attempts.entries()) await campaigns.claim(sendIds[index], attemptId);
  await campaigns.call("settle_send", attempts[0], later);
  const during = await campaigns.meanwhile("settle_send", [attempts[1], later], cancel);
  expect(during).toEqual({ waited: true, answer: 9 });
  expect(await statuses()).toEqual({ cancelled: 9, sending: 1 });
  await campaigns.call("settle_send", attempts[2], later);
  expect([await statuses(), await campaign.used()]).toEqual([{ cancelled: 10 }, 0]);
  expect(await campaign.audit()).toEqual(balanced);
});

test("a campaign is cancelled once, and neither pause nor resume brings it back to life", async () => {
  const { sendIds, cancel, pause } = campaign;
  await campaign.reserveAll();
  const acts = [cancel(), cancel(), pause("pause"), pause("resume"), cancel()];
  const outcomes = await Promise.allSettled(acts);
  expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(3);
  await pause("resume");
  for (const id of sendIds)
    expect(await campaigns.claim(id)).toMatchObject({ kind: "taken", status: "cancelled" });
});
