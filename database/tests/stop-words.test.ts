import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(async () => {
  tenant = await ledger.makeTenant();
});

const phone = { kind: "phone", value: "5511900000000" };
const userId = { kind: "bsuid", value: "BR.1502576394650001" };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const say = (words: object) => ledger.ingest(tenant.phoneNumberId, { ...words });

/** What becomes of a campaign's message to the person, if it could go now. */
async function claimNow() {
  const { sendIds } = await ledger.startCampaign(tenant, 1);
  await ledger.reserve(tenant, sendIds);
  const { kind, reason } = await ledger.call("claim_send", sendIds[0], randomUUID());
  return { kind, reason };
}
/** A message of ours that has reached the person. */
async function sentBefore() {
  const { sendIds } = await ledger.startCampaign(tenant, 1);
  await ledger.reserve(tenant, sendIds);
  const attemptId = randomUUID();
  await ledger.call("claim_send", sendIds[0], attemptId);
  const providerMessageId = `wamid.${randomUUID()}`;
  await ledger.call("settle_send", attemptId, JSON.stringify({ kind: "sent", providerMessageId }));
  await ledger.pool.query("update public.send_attempts set started_at = now() - interval '1 hour'");
  return providerMessageId;
}
const left = { kind: "refused", reason: "opted-out" };
const skipped = { kind: "taken", reason: undefined }; // by the start of the campaign already

describe("words that come late, in any order", () => {
  test.each<[string, object[], object]>([
    [
      "a word to come back from before the stop takes nothing back",
      [{ optOuts: [{ ...phone, at: ago(5) }] }, { optIns: [{ ...phone, at: ago(10) }] }],
      skipped,
    ],
    [
      "nor one from between the first and the last stop",
      [
        { optOuts: [{ ...phone, at: ago(10) }] },
        { optOuts: [{ ...phone, at: ago(2) }] },
        { optIns: [{ ...phone, at: ago(5) }] },
      ],
      skipped,
    ],
    [
      "a stop that comes after a newer stop does not make it older",
      [
        { optOuts: [{ ...phone, at: ago(2) }] },
        { optOuts: [{ ...phone, at: ago(10) }] },
        { optIns: [{ ...phone, at: ago(5) }] },
      ],
      skipped,
    ],
    [
      "one from after the stop does, however late both came",
      [{ optOuts: [{ ...phone, at: ago(10) }] }, { optIns: [{ ...phone, at: ago(5) }] }],
      { kind: "granted", reason: undefined },
    ],
    [
      "without a time the order of arrival counts",
      [{ optOuts: [phone] }, { optIns: [phone] }],
      { kind: "granted", reason: undefined },
    ],
    [
      "a stop from the future can be taken back as well",
      [{ optOuts: [{ ...phone, at: ago(-600) }] }, { optIns: [phone] }],
      { kind: "granted", reason: undefined },
    ],
  ])("%s", async (_name, bodies, expected) => {
    for (const body of bodies) await say(body);
    expect(await claimNow()).toEqual(expected);
  });
});

describe("a person whose phone is hidden, and who says stop,", () => {
  test("gets no more at that phone when a status has told both names", async () => {
    const externalId = await sentBefore();
    await say({ statuses: [{ externalId, status: "delivered", userId: userId.value }] });
    await say({ optOuts: [userId] });
    expect(await claimNow()).toEqual(left);
  });

  test("gets no more when that status came together with others", async () => {
    const externalId = await sentBefore();
    const groups = [
      {
        sender: tenant.phoneNumberId,
        statuses: [{ externalId, status: "delivered", userId: userId.value }],
      },
    ];
    const body = randomUUID();
    const delivery = { endpointId: null, clientId: null, bodyHash: body, body, groups, problem: null };
    await ledger.call("ingest_webhooks", "meta", JSON.stringify([delivery]));
    await say({ optOuts: [userId] });
    expect(await claimNow()).toEqual(left);
  });

  test("gets no more when the word answers a message of ours", async () => {
    const contextId = await sentBefore();
    await say({ optOuts: [{ ...userId, contextId }] });
    expect(await claimNow()).toEqual(left);
  });

  test("gets no more although we knew the other name as somebody else", async () => {
    const contextId = await sentBefore();
    await say({ optOuts: [userId] });
    await say({ optIns: [userId] });
    await say({ optOuts: [{ ...userId, contextId }] });
    expect(await claimNow()).toEqual(skipped);
  });

  test("is not mistaken for who got a message of another number", async () => {
    const contextId = await sentBefore();
    const other = await ledger.makeTenant();
    await ledger.ingest(other.phoneNumberId, { optOuts: [{ ...userId, contextId }] });
    expect(await claimNow()).toMatchObject({ kind: "granted" });
  });

  test("is left alone at the very name it gave", async () => {
    await say({ optOuts: [userId] });
    const { sendIds } = await ledger.startCampaign(tenant, 1);
    await ledger.pool.query(
      "update public.sends set to_kind = 'userId', to_value = $2, contact_id = null where id = $1",
      [sendIds[0], userId.value],
    );
    await ledger.reserve(tenant, sendIds);
    expect(await ledger.call("claim_send", sendIds[0], randomUUID())).toMatchObject(left);
  });
});

test("a stop is heard although the status beside it cannot be taken, and the body is kept for people", async () => {
  const statuses = [{ externalId: "x".repeat(600), status: "sent" }];
  const answer = await say({ statuses, optOuts: [{ ...phone, confirmation: "Pronto!" }] });
  expect(answer).toMatchObject({ status: "unparsed", applied: 1, sendIds: [expect.any(String)] });
  expect(await claimNow()).toEqual(skipped);
});
