import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { balanced } from "./pause-books.ts";
import { openCampaigns, type PausedCampaign } from "./pause-campaign.ts";
import { until } from "./pause-load.ts";

let campaigns: Awaited<ReturnType<typeof openCampaigns>>;
let campaign: PausedCampaign;
beforeAll(async () => {
  campaigns = await openCampaigns();
});
afterAll(() => campaigns.close());
beforeEach(async () => {
  campaign = await campaigns.begin();
});

/** A follow-up with a slot, a reply and a person's message of the same sender. */
async function otherLanes(): Promise<string[]> {
  const { clientId, senderId } = campaign.tenant;
  const { rows } = await campaigns.pool.query(
    `insert into public.sends (client_id, sender_id, dedupe_key, lane, to_value, content)
     select $1, $2, l.lane, l.lane, '551198888' || l.n, '{"kind": "text", "body": "oi"}'
     from unnest(array['followup', 'reply', 'human']) with ordinality l (lane, n) returning id`,
    [clientId, senderId],
  );
  return rows.map(({ id }) => id);
}

test("a pause waits for a claim under way, and a claim that comes then waits for the pause", async () => {
  const { sendIds, pause } = campaign;
  await campaign.reserveAll();
  let next: Promise<unknown> | undefined;
  const { waited } = await campaigns.meanwhile("claim_send", [sendIds[0], randomUUID()], async () => {
    let isDone = false;
    const pausing = pause("pause").finally(() => {
      isDone = true;
    });
    await until("the pause stands in the queue", async () => isDone || (await campaigns.waiting()) > 0);
    next = campaigns.claim(sendIds[1]);
    return pausing;
  });
  expect(waited).toBe(true);
  expect(await next).toMatchObject({ kind: "refused", reason: "campaign-paused" });
  expect(await campaign.statuses()).toEqual({ sending: 1, queued: 8, pending: 1 });
  expect(await campaign.used()).toBe(9);
});

test.each(["global", "client", "sender"])(
  "a %s pause holds back campaigns, follow-ups and replies, and lets a person answer",
  async (scope) => {
    const { claim } = campaigns;
    const [followup = "", reply, human] = await otherLanes();
    await campaign.reserveAll(followup);
    await campaign.pause("pause", scope);
    const refused = { kind: "refused", status: "pending", reason: `${scope}-paused` };
    for (const id of [campaign.sendIds[0], followup, reply]) expect(await claim(id)).toEqual(refused);
    expect(await claim(human)).toMatchObject({ kind: "granted" });
    await campaign.pause("resume", scope);
    expect(await claim(reply)).toMatchObject({ kind: "granted" });
  },
);

test.each(["global", "client", "sender", "campaign"])(
  "a %s pause makes the plan void that was read before it, and so does its end",
  async (scope) => {
    for (const action of ["pause", "resume"] as const) {
      const read = await campaign.version();
      await campaign.pause(action, scope);
      expect(await campaign.reserve(read)).toEqual({ won: false, reserved: [] });
    }
    expect(await campaign.used()).toBe(0);
    expect(await campaign.reserve(await campaign.version())).toMatchObject({ won: true });
  },
);

test("a pause waits for a plan that is being stored; what got a slot gives it back when it is claimed", async () => {
  const plan = campaign.planOf(await campaign.version());
  const { waited } = await campaigns.meanwhile("reserve_slots", plan, () => campaign.pause("pause"));
  expect(waited).toBe(true);
  expect(await campaign.used()).toBe(10);
  for (const id of campaign.sendIds)
    expect(await campaigns.claim(id)).toMatchObject({ kind: "refused", status: "pending" });
  expect(await campaign.used()).toBe(0);
  expect(await campaign.audit()).toEqual(balanced);
});

test("a pause made twice ends with one resume, a second one changes nothing, and all four are remembered with who", async () => {
  await campaign.reserveAll();
  for (const action of ["pause", "pause", "resume", "resume"] as const) await campaign.pause(action);
  expect(await campaigns.claim(campaign.sendIds[0])).toMatchObject({ kind: "granted" });
  const { rows } = await campaigns.pool.query(
    "select action, actor, source from public.pause_events where campaign_id = $1 order by id",
    [campaign.campaignId],
  );
  const by = { actor: "maria", source: "slack" };
  expect(rows).toEqual(["pause", "pause", "resume", "resume"].map((action) => ({ action, ...by })));
});

test("a pause that two people end and make again at the same moment is what its last event says", async () => {
  const insert = (action: string) =>
    campaigns.services.query(
      `insert into public.pause_events (scope, client_id, campaign_id, action, reason, source)
       values ('campaign', $1, $2, $3, 'teste', 'manual')`,
      [campaign.tenant.clientId, campaign.campaignId, action],
    );
  for (let round = 0; round < 10; round++) {
    await Promise.all(["pause", "resume", "pause", "resume", "resume", "pause"].map(insert));
    const { rows } = await campaigns.pool.query(
      `select (select e.action from public.pause_events e where e.campaign_id = $1 order by e.id desc limit 1) as said,
         exists (select from public.active_pauses a where a.scope_key = 'campaign:' || $1) as paused`,
      [campaign.campaignId],
    );
    expect(rows[0].paused).toBe(rows[0].said === "pause");
  }
});

test("a pause that ends gives everything back to the next plan at once", async () => {
  await campaign.reserveAll();
  await campaign.pause("pause");
  for (const id of campaign.sendIds) await campaigns.claim(id);
  const planned = async () => {
    for (const skip: string[] = []; ; ) {
      const plan = await campaigns.call<Plan | null>("read_sender_plan", skip);
      if (!plan || plan.senderId === campaign.tenant.senderId) return plan?.pending.map(({ id }) => id);
      skip.push(plan.senderId);
    }
  };
  expect(await planned()).toBeUndefined();
  await campaign.pause("resume");
  expect((await planned())?.sort()).toEqual([...campaign.sendIds].sort());
});
type Plan = { senderId: string; pending: { id: string }[] };
