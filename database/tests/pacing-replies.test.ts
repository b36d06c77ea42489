import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "./pacing-services.ts";
import { openWorld, type World } from "./pacing-world.ts";

const minuteMs = 60_000;
const seed = Number.parseInt(process.env.NOVA_PACING_SEEDS ?? "1", 10);

let world: World;
beforeAll(async () => {
  world = await openWorld(seed);
  await world.setNow(Date.parse("2030-03-04T12:00:00Z"));
});
afterAll(() => world.close());

/** Campaigns with far more to send than they may, whose wake-ups always come a moment before those of replies. */
async function setUp(profile: Record<string, unknown>) {
  const tenant = await world.ledger.makeTenant({ pairGapMs: 0, ...profile });
  const campaigns = [
    await world.ledger.startCampaign(tenant, 150, 0),
    await world.ledger.startCampaign(tenant, 150, 0),
  ].map(({ campaignId }) => campaignId);
  const replies = new Map<string, { at: number; ahead: number }>();
  const services = createServices(world, { isCalm: true, latencyMs: (id) => (replies.has(id) ? 250 : 0) });
  const claims = (): Promise<{ id: string; at: number; lane: string; campaign_id: string | null }[]> =>
    world.query(
      `select s.id, s.lane, s.campaign_id, (extract(epoch from min(a.started_at)) * 1000)::float8 as at
       from public.send_attempts a join public.sends s on s.id = a.send_id where s.sender_id = $1 group by s.id order by 4`,
      [tenant.senderId],
    );

  async function reply(): Promise<void> {
    const [row] = await world.query(
      `insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_value, content)
       values ($1, $2, gen_random_uuid(), $3, 'reply', '5511999999999', '{"kind":"text","body":"Oi"}') returning id`,
      [tenant.clientId, tenant.senderId, randomUUID()],
    );
    const gone = new Set((await claims()).map(({ id }) => id));
    const ahead = [...replies.keys()].filter((id) => !gone.has(id)).length;
    replies.set(row.id, { at: world.now(), ahead });
    services.publish(row.id, world.now());
  }

  async function run(minutes: number, repliesPerMinute: number) {
    const start = world.now();
    for (let minute = 0; minute < minutes; minute++) {
      world.at(start + minute * minuteMs, services.tick);
      for (let one = 0; one < repliesPerMinute; one++)
        world.at(start + world.between(minute * minuteMs, (minute + 1) * minuteMs - 1), reply);
    }
    await world.playUntil(start + (minutes + 1) * minuteMs);
    for (const campaign of campaigns) await world.call("cancel_campaign", tenant.clientId, campaign, "teste");
    return { claims: await claims(), replies, campaigns };
  }
  return run;
}

test.each([
  ["slow", 5_000, 5],
  ["fast", 400, 20],
])(
  `a reply waits for the gap and for the replies before it, never for a campaign that could go on for ever: %s sender (seed ${seed})`,
  async (_, minGapMs, perMinute) => {
    const run = await setUp({ minGapMs });
    const { claims, replies } = await run(2, perMinute);
    const claimedAt = new Map(claims.map(({ id, at }) => [id, at]));
    const slow = [...replies].filter(([id, { at, ahead }]) => {
      const waitMs = (claimedAt.get(id) ?? Number.POSITIVE_INFINITY) - at;
      return waitMs > (ahead + 2) * (minGapMs + 300) + 600;
    });
    expect(replies.size).toBe(2 * perMinute);
    expect(slow).toEqual([]);
  },
  60_000,
);

test("beside replies a campaign goes on: every place that they leave is used", async () => {
  const run = await setUp({ minGapMs: 5_000 });
  const { claims } = await run(3, 4);
  const start = claims[0]?.at ?? 0;
  // A reply is a quarter of a second late, and who comes too early because of that a little later again.
  const places = Math.floor((3 * minuteMs) / 6_250);
  expect(claims.filter(({ at }) => at < start + 3 * minuteMs).length).toBeGreaterThanOrEqual(places);
  expect(claims.filter(({ lane }) => lane === "campaign").length).toBeGreaterThan(places / 2);
}, 60_000);

test("when campaigns have used all that they may, replies still go at once, and what they use counts", async () => {
  const run = await setUp({ minGapMs: 1_000, maxPerHour: 20, replyHeadroom: 0.2, repliesCount: true });
  const { claims, replies } = await run(3, 8);
  const claimedAt = new Map(claims.map(({ id, at }) => [id, at]));
  const waits = [...replies].map(([id, { at }]) => (claimedAt.get(id) ?? Number.POSITIVE_INFINITY) - at);
  expect(Math.max(...waits)).toBeLessThan(10_000);
  expect(claims.filter(({ lane }) => lane === "campaign").length).toBeLessThanOrEqual(16);
}, 60_000);

test("a sender with one place at a time serves each of its campaigns", async () => {
  const run = await setUp({ minGapMs: 70_000 });
  const { claims, campaigns } = await run(45, 0);
  const served = campaigns.map(
    (campaign) => claims.filter(({ campaign_id }) => campaign_id === campaign).length,
  );
  expect(claims.length).toBeGreaterThan(30);
  expect(Math.min(...served)).toBeGreaterThan(3);
}, 60_000);
