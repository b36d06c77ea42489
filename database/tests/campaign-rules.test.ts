import { randomUUID } from "node:crypto";
import { planSlots } from "@nova/pacing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
beforeEach(async () => {
  await setClock("2026-03-10T15:00:00Z");
  // Of one test at a time: a tick plans the sender that was planned longest ago.
  await ledger.pool.query("update public.campaigns set status = 'cancelled' where status = 'running'");
});
afterAll(() => ledger.close());

type Window = { from: string; until: string; days?: number[] };
type Rules = { window?: Window | null; cap?: { max: number; days: number } | null };

/** A running campaign with rules of its own. */
async function start(tenant: Tenant, people: number, { window = null, cap = null }: Rules, firstNumber = 0) {
  const campaign = await ledger.startCampaign(tenant, people, firstNumber);
  await ledger.pool.query("update public.campaigns set send_window = $2, frequency_cap = $3 where id = $1", [
    campaign.campaignId,
    window,
    cap,
  ]);
  return campaign;
}
let now = new Date();
async function setClock(text: string): Promise<void> {
  now = new Date(text);
  await ledger.freezeClock(now);
}
const clock = () => now.getTime();
const claim = (sendId: string) => ledger.call("claim_send", sendId, randomUUID());
const explain = ({ clientId }: Tenant, sendId: string) => ledger.call("explain_send", clientId, sendId);

/** Has a send go out, now. */
async function send(tenant: Tenant, sendId: string): Promise<void> {
  const attemptId = randomUUID();
  await ledger.reserve(tenant, [sendId], clock());
  expect(await ledger.call("claim_send", sendId, attemptId)).toMatchObject({ kind: "granted" });
  await ledger.call("settle_send", attemptId, { kind: "sent", providerMessageId: randomUUID() });
}

type Plan = {
  now: number;
  senderId: string;
  planVersion: number;
  campaignRules: Parameters<typeof planSlots>[0]["campaigns"];
} & Pick<Parameters<typeof planSlots>[0], "profile" | "state" | "pending">;

/** A tick, as the dispatcher makes it; what got a slot. */
async function tick() {
  const plan = await ledger.call<Plan | null>("read_sender_plan");
  if (!plan) return [];
  const { senderId, planVersion, campaignRules, ...rest } = plan;
  const { slots, deferrals, nextSlotAt, blocked } = planSlots({
    ...{ ...rest, horizonMs: 120_000, random: () => 0 },
    ...(campaignRules && { campaigns: campaignRules }),
  });
  await ledger.call(
    "reserve_slots",
    ...[senderId, planVersion],
    JSON.stringify(slots.map(({ id, slotAt, notAfter }) => ({ id, slot_at: slotAt, not_after: notAfter }))),
    JSON.stringify(
      deferrals.map(({ id, notBefore, reason }) => ({ id, not_before: notBefore, reason: reason.code })),
    ),
    nextSlotAt === null ? null : new Date(nextSlotAt).toISOString(),
    JSON.stringify(blocked),
  );
  return slots;
}

describe("the hours of a campaign", () => {
  const at = (text: string) => Date.parse(`${text}-03:00`);

  test("narrow those of its sender, and what is left over goes the next day on which both are open", async () => {
    // Friday, half a minute before the campaign's hours end; the sender's would go on.
    await setClock("2026-03-13T17:59:30-03:00");
    const window = { from: "08:00", until: "20:00" };
    const tenant = await ledger.makeTenant({ window, minGapMs: 10_000, pairGapMs: 0, replyHeadroom: 0 });
    const { campaignId, sendIds } = await start(tenant, 6, {
      window: { from: "07:00", until: "18:00", days: [1, 2, 3, 4, 5] },
    });
    const evening = await tick();
    expect(evening.length).toBeGreaterThan(0);
    for (const { slotAt, notAfter } of evening) {
      expect(slotAt).toBeLessThan(at("2026-03-13T18:00:00"));
      expect(notAfter).toBe(at("2026-03-13T18:00:00"));
    }
    const { rows } = await ledger.pool.query(
      "select distinct reason, not_before from public.sends where campaign_id = $1 and status = 'pending'",
      [campaignId],
    );
    expect(rows).toEqual([{ reason: "window", not_before: new Date(at("2026-03-16T08:00:00")) }]);

    await setClock("2026-03-16T03:00:00-03:00");
    await ledger.call("sweep_sends");
    expect(await tick()).toEqual([]);
    await setClock("2026-03-16T08:00:00-03:00");
    expect(await tick()).toHaveLength(sendIds.length);
  });

  test("hold at the claim: a slot is void once they have ended", async () => {
    await setClock("2026-03-13T17:59:58-03:00");
    const tenant = await ledger.makeTenant({ window: null, minGapMs: 1_000 });
    const { sendIds } = await start(tenant, 1, { window: { from: "08:00", until: "18:00" } });
    const [sendId = ""] = sendIds;
    expect(await tick()).toHaveLength(1);
    await setClock("2026-03-13T18:00:00-03:00");
    expect(await claim(sendId)).toMatchObject({ kind: "refused", reason: "window" });
    await tick();
    expect(await explain(tenant, sendId)).toMatchObject({ reason: "campaign-window" });
    expect((await ledger.row(sendId)).not_before).toEqual(new Date(at("2026-03-14T08:00:00")));
  });

  test("take nothing from the sender's other campaigns", async () => {
    await setClock("2026-03-13T12:00:00-03:00");
    const tenant = await ledger.makeTenant({ minGapMs: 1_000, pairGapMs: 0 });
    await start(tenant, 30, { window: { from: "20:00", until: "21:00" } });
    const { sendIds } = await start(tenant, 30, {}, 100);
    const given = [...(await tick()), ...(await tick())].map(({ id }) => id);
    expect(new Set(given)).toEqual(new Set(sendIds));
  });

  const minuteOfWeek = fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15);
  const timeOf = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const anyWindow = fc.record(
    {
      from: minuteOfWeek.map(timeOf),
      until: minuteOfWeek.map(timeOf),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["from", "until"] },
  );
  const isOpenAt = ({ from, until, days }: Window, minute: number): boolean => {
    const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    const length = minuteOf(until) - minuteOf(from) + (minuteOf(until) > minuteOf(from) ? 0 : 1_440);
    return (days ?? [0, 1, 2, 3, 4, 5, 6]).some(
      (day) => (minute - day * 1_440 - minuteOf(from) + 20_160) % 10_080 < length,
    );
  };

  test("meet those of a sender just when a quarter of an hour of the week is open in both", async () => {
    await fc.assert(
      fc.asyncProperty(anyWindow, anyWindow, async (one, other) => {
        const quarters = Array.from({ length: 672 }, (_, quarter) => quarter * 15);
        const meet = quarters.some((minute) => isOpenAt(one, minute) && isOpenAt(other, minute));
        const { rows } = await ledger.pool.query("select app.windows_meet($1, $2) as meet", [one, other]);
        expect(rows[0].meet).toBe(meet);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe("the cap of a campaign", () => {
  test("holds at the claim beside that of its sender: the tighter decides", async () => {
    for (const [ofSender, ofCampaign, reason] of [
      [null, { max: 1, days: 7 }, "campaign-frequency-cap"],
      [{ max: 5, days: 7 }, { max: 1, days: 7 }, "campaign-frequency-cap"],
      [{ max: 1, days: 7 }, { max: 5, days: 7 }, "frequency-cap"],
    ] as const) {
      const tenant = await ledger.makeTenant({ frequencyCap: ofSender, pairGapMs: 0 });
      const before = await start(tenant, 1, {});
      await send(tenant, before.sendIds[0] ?? "");
      const { sendIds } = await start(tenant, 1, { cap: ofCampaign });
      await ledger.reserve(tenant, sendIds, clock());
      expect(await claim(sendIds[0] ?? "")).toMatchObject({ kind: "refused", status: "pending", reason });
      expect(await tick()).toEqual([]);
      expect(await explain(tenant, sendIds[0] ?? "")).toMatchObject({ reason });
    }
  });

  test("is not reached by what is older than its days, and does not bind the sender's other campaigns", async () => {
    const tenant = await ledger.makeTenant({ pairGapMs: 0 });
    const before = await start(tenant, 1, {});
    await send(tenant, before.sendIds[0] ?? "");
    const free = await start(tenant, 1, {});
    await ledger.reserve(tenant, free.sendIds, clock());
    expect(await claim(free.sendIds[0] ?? "")).toMatchObject({ kind: "granted" });
    await setClock("2026-03-13T15:00:00Z");
    const { sendIds } = await start(tenant, 1, { cap: { max: 1, days: 2 } });
    await ledger.reserve(tenant, sendIds, clock());
    expect(await claim(sendIds[0] ?? "")).toMatchObject({ kind: "granted" });
  });
});
