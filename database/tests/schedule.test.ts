import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
let ana: string;
beforeAll(async () => {
  ledger = await openLedger();
});
beforeEach(async () => {
  tenant = await ledger.makeTenant();
  ana = randomUUID();
  await ledger.pool.query("insert into public.members values ($1, $2, 'owner')", [tenant.clientId, ana]);
});
afterAll(() => ledger.close());

type Due = { started: string | null; refused: { campaignId: string; reason: string }[]; hasMore: boolean };
const startDue = () => ledger.call<Due>("start_due_campaigns");
let number = 0;

async function makeScheduled(people = 3, startsAt = "now() - interval '1 second'") {
  const template = { name: `t${randomUUID()}`, kind: "text", body: "Olá" };
  const { clientId, senderId } = tenant;
  const { campaignId, listId } = await ledger.call<{ campaignId: string; listId: string }>(
    ...(["create_campaign", clientId, senderId, "Campanha", template, randomUUID(), 7] as const),
  );
  const rows = Array.from({ length: people }, () => ({ phone: `5511${940_000_000 + ++number}` }));
  await ledger.call("import_contacts", clientId, listId, JSON.stringify(rows));
  await ledger.pool.query(
    `update public.campaigns set status = 'scheduled', starts_at = ${startsAt} where id = $1`,
    [campaignId],
  );
  return campaignId;
}

async function read(campaignId: string) {
  const { rows } = await ledger.pool.query(
    `select c.status, c.status_reason as reason, (select count(*)::int from public.sends s where s.campaign_id = c.id) as sends
     from public.campaigns c where c.id = $1`,
    [campaignId],
  );
  return rows[0];
}

/** Ends when a statement waits for a lock, or when the call has its answer. */
async function untilSomebodyWaits(call: Promise<unknown>): Promise<string> {
  const answered = call.then(() => true);
  for (;;) {
    const { rowCount } = await ledger.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount || (await Promise.race([answered, sleep(20, false)]))) return "waited";
  }
}

test("what is due starts once, however many dispatchers ask at once, and again after a restart", async () => {
  const due = await Promise.all([makeScheduled(), makeScheduled(), makeScheduled()]);
  const asked = await Promise.all(Array.from({ length: 12 }, startDue));
  const again = [await startDue(), await startDue()];
  const started = [...asked, ...again].flatMap(({ started: id }) => id ?? []);
  expect(started.sort()).toEqual(due.sort());
  for (const id of due) expect(await read(id)).toEqual({ status: "running", reason: null, sends: 3 });
});

test("what is not due yet waits for its time", async () => {
  const later = await makeScheduled(1, "now() + interval '1 hour'");
  expect(await startDue()).toEqual({ started: null, refused: [], hasMore: false });
  expect((await read(later)).status).toBe("scheduled");
  await ledger.pool.query("update public.campaigns set starts_at = now() where id = $1", [later]);
  expect((await startDue()).started).toBe(later);
});

test("a start that dies half-way has not begun: the next round starts it", async () => {
  const due = await makeScheduled();
  const client = await ledger.pool.connect();
  await client.query("begin");
  await client.query("select public.start_due_campaigns()");
  const asked = startDue();
  const patience = new Promise((resolve) => setTimeout(resolve, 5_000, "waited"));
  const meanwhile = await Promise.race([asked, patience]); // passed over, not waited for
  await client.query("rollback");
  client.release();
  expect(meanwhile).toMatchObject({ started: null });
  expect((await startDue()).started).toBe(due);
  expect((await read(due)).sends).toBe(3);
});

test.each([
  [
    "its template is paused",
    "update public.templates set status = 'paused' where client_id = $1",
    "campaign.template-not-approved",
  ],
  [
    "its sender is gone",
    "update public.client_providers set status = 'disconnected' where client_id = $1",
    "campaign.sender-not-ready",
  ],
  ["its list was deleted", "delete from public.contact_lists where client_id = $1", "campaign.no-list"],
  [
    "nobody is on its list any more",
    "update public.contacts set erased_at = now() where client_id = $1",
    "campaign.empty-list",
  ],
])(
  "when %s, it is a draft again, says why, and people are told until they have been",
  async (_why, sql, reason) => {
    const due = await makeScheduled();
    await ledger.pool.query(sql, [tenant.clientId]);
    const { started, refused } = await startDue();
    expect(started).toBeNull();
    expect(refused).toMatchObject([{ campaignId: due, reason }]);
    expect(await read(due)).toEqual({ status: "draft", reason, sends: 0 });
    expect((await startDue()).refused).toEqual([]); // leased by whoever is telling
    await ledger.pool.query(
      "update public.campaigns set announce_lease_until = now() - interval '1 second' where id = $1",
      [due],
    );
    expect((await startDue()).refused).toMatchObject([{ campaignId: due }]); // that one died before it told
    await ledger.call("confirm_start_refusal", due);
    await ledger.pool.query("update public.campaigns set announce_lease_until = '-infinity' where id = $1", [
      due,
    ]);
    expect((await startDue()).refused).toEqual([]);
  },
);

test("two dispatchers do not both tell people of a refusal, and neither waits for the other", async () => {
  const due = await makeScheduled();
  await ledger.pool.query("delete from public.contact_lists where client_id = $1", [tenant.clientId]);
  await startDue();
  await ledger.pool.query("update public.campaigns set announce_lease_until = '-infinity' where id = $1", [
    due,
  ]);
  const client = await ledger.pool.connect();
  await client.query("begin");
  const { rows } = await client.query("select public.start_due_campaigns() as result");
  const asked = startDue();
  const second = await Promise.race([asked, untilSomebodyWaits(asked)]);
  await client.query("commit");
  client.release();
  expect(rows[0].result.refused).toMatchObject([{ campaignId: due }]);
  expect((await asked).refused).toEqual([]);
  expect(second).toEqual({ started: null, refused: [], hasMore: false });
});

test("one that cannot start does not keep the others from starting", async () => {
  const broken = await makeScheduled();
  await ledger.pool.query("delete from public.contact_lists where client_id = $1", [tenant.clientId]);
  const fine = await makeScheduled(2, "now()");
  const first = await startDue();
  expect(first).toMatchObject({ started: null, hasMore: true, refused: [{ campaignId: broken }] });
  expect(await startDue()).toMatchObject({ started: fine, hasMore: false });
});

test("a schedule may be moved and taken back until it has begun, and not into the past", async () => {
  const due = await makeScheduled(1, "now() + interval '1 hour'");
  const schedule = (at: Date) =>
    ledger.call("schedule_campaign", ana, tenant.clientId, due, at.toISOString());
  await schedule(new Date(Date.now() + 86_400_000));
  await expect(schedule(new Date(Date.now() - 3_600_000))).rejects.toMatchObject({
    hint: "campaign.bad-time",
  });
  await ledger.call("unschedule_campaign", ana, tenant.clientId, due);
  expect((await startDue()).started).toBeNull();
  await schedule(new Date(Date.now()));
  expect((await startDue()).started).toBe(due);
  const late = ledger.call("unschedule_campaign", ana, tenant.clientId, due);
  await expect(late).rejects.toMatchObject({ code: "NV409", hint: "campaign.not-scheduled" });
});
