import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger } from "./ledger-fixture.ts";
import { openStress, pick, type Stress } from "./stress-actions.ts";

const seconds = Number(process.env.NOVA_STRESS_SECONDS ?? 8);
const enough = 50;
const patienceMs = Math.max(seconds, 60) * 1_000;

let ledger: Ledger;
let stress: Stress;

/** Twelve at a time do random things for a while; meanwhile the clock jumps back and forth, as clocks do. */
beforeAll(async () => {
  ledger = await openLedger();
  const tenants = [
    await ledger.makeTenant({ minGapMs: 0.01 }),
    await ledger.makeTenant({ kind: "qr", minGapMs: 5, maxPerHour: 1_000, repliesCount: true }),
  ];
  const running: Parameters<typeof openStress>[1] = [];
  const start = async () => {
    const tenant = pick(tenants);
    running.push({ tenant, ...(await ledger.startCampaign(tenant, 10, Math.floor(Math.random() * 100))) });
    if (running.length > 6) running.shift();
  };
  await start();
  stress = openStress(ledger, running);
  const from = performance.now();
  // A busy machine gets the time that it needs to let enough happen.
  const isOver = () => performance.now() > from + (countGranted() > enough ? seconds * 1_000 : patienceMs);
  const worker = async () => {
    while (!isOver()) await stress.act();
  };
  const starter = async () => {
    while (!isOver()) {
      await start().catch((error) => expect(error.code).toBe("NV409")); // its sender is off at the moment
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  const jumper = async () => {
    let ahead = 0;
    while (!isOver()) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const next = pick([0, 0, 0, 35_000, 70_000, -70_000]);
      await ledger.moveClock(next - ahead);
      ahead = next;
    }
    await ledger.moveClock(-ahead);
  };
  await Promise.all([...Array.from({ length: 12 }, worker), starter(), jumper()]);
}, patienceMs + 60_000);
afterAll(async () => {
  await stress.close();
  await ledger.close();
});

const countGranted = () => [...stress.granted.values()].reduce((sum, n) => sum + n, 0);
const query = async (sql: string) => (await ledger.pool.query(sql)).rows;

describe("after everything happened to a few rows at once", () => {
  test("nothing waited for each other in a circle, and nothing failed but what is refused on purpose", () => {
    expect([...stress.refusals.keys()].filter((key) => key !== "NV4")).toEqual([]);
    expect(countGranted()).toBeGreaterThan(enough);
  });

  test("no send had more than one attempt that may have reached anybody", async () => {
    expect(
      await query(`select a.send_id, array_agg(a.outcome order by a.started_at) from public.send_attempts a
                   where a.outcome is distinct from 'later' group by 1 having count(*) > 1`),
    ).toEqual([]);
  });

  test("what is used up of the budget is at least what holds a slot", async () => {
    expect(
      await query(`select s.sender_id, count(*)::int from public.sends s where s.slot_at is not null group by 1
                   having count(*) > (select coalesce(sum(u.used), 0) from public.sender_usage u where u.sender_id = s.sender_id)`),
    ).toEqual([]);
  });

  test("the folded counts are the rows", async () => {
    await query("select public.fold_campaign_progress(c.id) from public.campaigns c");
    const bucket = `case when s.status in ('pending', 'queued', 'sending') then 'waiting' else s.status end`;
    expect(
      await query(`select p.campaign_id, b.bucket, b.folded, count(s.id)::int as rows from public.campaign_progress p
        cross join lateral (values ('waiting', p.waiting), ('sent', p.sent), ('delivered', p.delivered), ('read', p.read),
          ('failed', p.failed), ('skipped', p.skipped), ('cancelled', p.cancelled), ('unconfirmed', p.unconfirmed)) b (bucket, folded)
        left join public.sends s on s.campaign_id = p.campaign_id and ${bucket} = b.bucket
        group by 1, 2, 3 having count(s.id) <> b.folded`),
    ).toEqual([]);
  });

  test("every row that waits says why, and until when unless a person must act", async () => {
    const rows = await query(`
      select e ->> 'reason' as reason, e ->> 'until' as until
      from public.sends s cross join lateral public.explain_send(s.client_id, s.id) e where s.status in ('pending', 'queued', 'sending')`);
    const people = /-paused$|^(campaign|client|sender)-/;
    const mute = rows.filter(({ reason, until }) =>
      reason === null ? until === null : !until && !people.test(reason),
    );
    expect(mute).toEqual([]);
  });

  test("once people let everything go on, every send ends and every campaign is told of", async () => {
    const { call } = stress;
    await query("delete from public.active_pauses");
    await query("update public.client_providers set status = 'active'");
    const open = () =>
      query(
        `select s.id, s.status, s.reason from public.sends s where s.status in ('pending', 'queued', 'sending')`,
      );
    for (let round = 0; round < 40 && (await open()).length > 0; round++) {
      await ledger.moveClock(61_000);
      const { republish } = await call("sweep_sends");
      const skip: string[] = [];
      for (
        let plan = await call("read_sender_plan", skip);
        plan;
        plan = await call("read_sender_plan", skip)
      ) {
        const { rows } = await ledger.pool.query("select extract(epoch from app.now()) * 1000 as now");
        const slots = plan.pending.map(({ id }: { id: string }) => ({ id, slot_at: Number(rows[0].now) }));
        await call("reserve_slots", plan.senderId, plan.planVersion, JSON.stringify(slots), "[]", null, null);
        skip.push(plan.senderId);
      }
      const due = await query("select s.id from public.sends s where s.status = 'queued'");
      for (const id of [...republish, ...due.map((row) => row.id)]) {
        const attemptId = randomUUID();
        const { kind } = await call("claim_send", id, attemptId);
        if (kind === "granted")
          await call("settle_send", attemptId, JSON.stringify({ kind: "failed", code: "x" }));
      }
      await call("finish_campaigns");
    }
    expect(await open()).toEqual([]);
    await ledger.moveClock(61_000);
    await call("finish_campaigns");
    expect(
      await query(`select id, status from public.campaigns where status not in ('cancelled', 'draft')
                   and (status <> 'finished' or announce_lease_until = '-infinity')`),
    ).toEqual([]);
  }, 60_000);
});
