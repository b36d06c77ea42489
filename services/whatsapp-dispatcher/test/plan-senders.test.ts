import { AppError } from "@nova/error-handler";

import { profiles } from "@nova/pacing";
import { expect, test } from "vitest";
import * as z from "zod";
import { createPlanSenders } from "../src/plan-senders.ts";
import { createFakeSenders, openProfile, pendingSend } from "./fake-senders.ts";

const start = Date.parse("2026-03-02T12:00:00Z");
const hour = 3_600_000;
const sends = (prefix: string, count: number, change = {}) =>
  Array.from({ length: count }, (_, index) => pendingSend(`${prefix}${index}`, change));

function setUp({ budgetMs = 20_000, publishMs = 0 } = {}) {
  let clock = start;
  const now = () => new Date(clock);
  const fake = createFakeSenders(now);
  const published: { sendIds: string[]; at: number }[] = [];
  const reported: [string, unknown][] = [];
  let underWay = 0;
  let most = 0;
  let queueIsAway = false;
  const planSenders = createPlanSenders({
    senders: {
      readPlan: (...given) => {
        clock += 1;
        return fake.senders.readPlan(...given);
      },
      reserve: (...given) => fake.senders.reserve(...given),
    },
    publisher: {
      publishAt: async (_topic, datas, at) => {
        if (queueIsAway) throw new AppError("queue.unreachable", "away", { retry: "unknown" });
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        clock += publishMs;
        underWay--;
        const sendIds = datas.map((data) => z.object({ sendId: z.string() }).parse(data).sendId);
        published.push({ sendIds, at: at.getTime() });
      },
    },
    reporter: {
      report: async (thrown, context) => {
        const error =
          thrown instanceof AppError
            ? thrown
            : new AppError("unexpected", String(thrown), { retry: "unknown" });
        reported.push([error.code, context?.senderId]);
        return error;
      },
    },
    now,
    random: () => 0,
    horizonSeconds: 120,
    budgetMs,
  });
  const publishedIds = () => published.flatMap(({ sendIds }) => sendIds).sort();
  return {
    ...fake,
    planSenders,
    published,
    publishedIds,
    reported,
    mostAtOnce: () => most,
    breakQueue: () => {
      queueIsAway = true;
    },
  };
}

test("with nothing due nothing is reserved or published", async () => {
  const { planSenders, published, reserves } = setUp();
  expect(await planSenders()).toEqual({ senders: 0, reserved: 0, deferred: 0, lost: 0, broken: 0 });
  expect([published, reserves]).toEqual([[], []]);
});

test("what gets a slot is reserved and published for its time, half a second's worth together", async () => {
  const { add, planSenders, published, publishedIds } = setUp();
  add("s", sends("a", 80));
  expect(await planSenders()).toMatchObject({ senders: 1, reserved: 80 });
  expect(publishedIds()).toHaveLength(80);
  expect(published).toHaveLength(2);
  for (const { at } of published) expect(at).toBeGreaterThanOrEqual(start);
});

test("only what was reserved is published: a row that a cancel holds stays", async () => {
  const { add, planSenders, publishedIds } = setUp();
  add("s", sends("a", 4), { held: new Set(["a1", "a3"]) });
  expect(await planSenders()).toMatchObject({ reserved: 2 });
  expect(publishedIds()).toEqual(["a0", "a2"]);
});

test("the loser of a race publishes nothing and leaves that sender alone", async () => {
  const { add, planSenders, senders, published, reads } = setUp();
  const state = add("s", sends("a", 3));
  const { readPlan } = senders;
  senders.readPlan = async (...given) => {
    const plan = await readPlan(...given);
    if (plan) state.planVersion++; // another dispatcher was faster
    return plan;
  };
  expect(await planSenders()).toEqual({ senders: 1, reserved: 0, deferred: 0, lost: 1, broken: 0 });
  expect([published, reads]).toEqual([[], ["s"]]);
});

test("the sender planned longest ago goes first, and each has its turn", async () => {
  const { add, planSenders, reads } = setUp();
  add("late", sends("a", 2), { plannedAt: 9 });
  add("early", sends("b", 2), { plannedAt: 3 });
  add("idle", []);
  expect(await planSenders()).toMatchObject({ senders: 2, reserved: 4 });
  expect(reads).toEqual(["early", "late"]);
});

test("a sender whose every looked-at send had to wait is looked at again, and counted once", async () => {
  const { add, planSenders, reads, publishedIds } = setUp();
  const waiting = sends("wait", 5, { contactRecent: 3 });
  add("s", [...waiting, ...sends("go", 2)], {
    limit: 5,
    profile: { ...openProfile, frequencyCap: { max: 3, days: 7 } },
  });
  expect(await planSenders()).toMatchObject({ senders: 1, reserved: 2, deferred: 5 });
  expect(reads).toEqual(["s", "s"]);
  expect(publishedIds()).toEqual(["go0", "go1"]);
});

test("places that are left over because others had to wait are used in the same round", async () => {
  const { add, planSenders, publishedIds } = setUp();
  const mixed = [...sends("wait", 4, { contactRecent: 3 }), ...sends("go", 7)];
  add("s", mixed, { limit: 5, profile: { ...openProfile, frequencyCap: { max: 3, days: 7 } } });
  expect(await planSenders()).toMatchObject({ senders: 1, reserved: 7, deferred: 4 });
  expect(publishedIds()).toHaveLength(7);
});

test("a full horizon ends the round for its sender", async () => {
  const { add, planSenders, reads } = setUp();
  add("s", sends("a", 30), { limit: 13, profile: { ...openProfile, minGapMs: 60_000 } });
  expect(await planSenders()).toMatchObject({ senders: 1, reserved: 3 });
  expect(reads).toEqual(["s"]);
});

test("a sender with fewer sends than it could have been given is not looked at again", async () => {
  const { add, planSenders, reads } = setUp();
  const profile = { ...openProfile, frequencyCap: { max: 3, days: 7 } };
  add("s", sends("wait", 4, { contactRecent: 3 }), { limit: 5, profile });
  await planSenders();
  expect(reads).toEqual(["s"]);
});

test("a sender at its cap is blocked with the reason and the time, and not looked at again", async () => {
  const { add, planSenders, reserves, reads } = setUp();
  const minute = Math.floor(start / 60_000);
  const profile = { ...openProfile, maxPerHour: 20, replyHeadroom: 0 };
  add("s", sends("a", 5), { profile, usage: [{ minute: minute - 10, used: 20 }] });
  expect(await planSenders()).toMatchObject({ senders: 1, reserved: 0, deferred: 0 });
  expect(reserves[0]?.blocked).toMatchObject({ reason: { code: "hourly-cap", used: 20, max: 20 } });
  expect(reserves[0]?.blocked?.until).toBeGreaterThan(start + hour / 2);
  expect(reads).toEqual(["s"]);
});

test("outside the recipients' hours everyone is deferred to when they begin", async () => {
  const { add, planSenders, reserves, published } = setUp();
  const window = { from: "13:00", until: "20:00" };
  add("s", sends("a", 3), { profile: { ...openProfile, window } });
  expect(await planSenders()).toMatchObject({ reserved: 0, deferred: 3 });
  expect(published).toEqual([]);
  const [first] = reserves[0]?.deferrals ?? [];
  expect(first).toEqual({ id: "a0", notBefore: Date.parse("2026-03-02T16:00:00Z"), reason: "window" });
});

test("when the budget is used up no further sender is taken up", async () => {
  const { add, planSenders, reads } = setUp({ budgetMs: 1_000, publishMs: 600 });
  for (const id of ["one", "two", "three", "four"]) add(id, sends(id, 1));
  expect(await planSenders()).toMatchObject({ senders: 2, reserved: 2 });
  expect(reads).toEqual(["one", "two"]);
});

test("at most eight publishes are under way", async () => {
  const { add, planSenders, mostAtOnce, publishedIds } = setUp();
  add("s", sends("a", 60), { profile: { ...openProfile, minGapMs: 1_000 } });
  await planSenders();
  expect(publishedIds()).toHaveLength(60);
  expect(mostAtOnce()).toBe(8);
});

test("a sender that cannot be planned is reported and does not hold up the others", async () => {
  const { add, planSenders, reported, publishedIds } = setUp();
  const window = { from: "25:99", until: "no hour" };
  add("broken", sends("a", 2), { profile: { ...openProfile, window } });
  add("sound", sends("b", 2));
  expect(await planSenders()).toMatchObject({ senders: 2, reserved: 2, broken: 1 });
  expect(reported).toEqual([[expect.any(String), "broken"]]);
  expect(publishedIds()).toEqual(["b0", "b1"]);
});

test("with the queue away it is reported, not repeated: the sweep puts the slots back", async () => {
  const { add, planSenders, reported, breakQueue } = setUp();
  add("s", sends("a", 2));
  breakQueue();
  expect(await planSenders()).toMatchObject({ reserved: 2, broken: 1 });
  expect(reported).toEqual([["queue.unreachable", "s"]]);
});

test("a database that cannot be read ends the round, so that it is delivered again", async () => {
  const { senders, planSenders } = setUp();
  senders.readPlan = async () =>
    Promise.reject(new AppError("database.unreachable", "", { retry: "unknown" }));
  await expect(planSenders()).rejects.toMatchObject({ code: "database.unreachable" });
});

test("a campaign whose template is new gets its first slice, says so, and leaves the time to the others", async () => {
  const { add, planSenders, reserves } = setUp();
  const signals = { templateDelivered: 0, delivered: 0, failed: 0, underWay: 0, latestAt: null };
  const pending = [...sends("new", 80, { campaignId: "new" }), ...sends("old", 80, { campaignId: "old" })];
  add("s", pending, {
    profile: { ...openProfile, ramp: profiles.official.ramp },
    ramps: { senderDelivered: 9_000, campaigns: [{ campaignId: "new", ...signals }] },
    limit: 1_000,
  });
  expect(await planSenders()).toMatchObject({ reserved: 130, deferred: 0 });
  expect(reserves.at(-1)?.waits).toEqual([
    { campaignId: "new", reason: { code: "probe", used: 50, max: 50 }, until: expect.any(Number) },
  ]);
});

test("without a ramp nothing is held back, and nothing said of it", async () => {
  const { add, planSenders, reserves } = setUp();
  add("s", sends("a", 80), { profile: { ...openProfile, ramp: null } });
  expect(await planSenders()).toMatchObject({ reserved: 80 });
  expect(reserves[0]?.waits).toEqual([]);
});
