import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, official, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
let victim: Tenant & { campaignId: string; sendIds: string[] };
beforeAll(async () => {
  ledger = await openLedger();
  tenant = await ledger.makeTenant();
  const fresh = await ledger.makeTenant();
  victim = { ...fresh, ...(await ledger.startCampaign(fresh, 20)) };
});
afterAll(() => ledger.close());

type SqlFunction = { name: string; arguments: string[]; types: string[] };

const texts = [
  null, "", "NaN", "infinity", "-infinity", "-1", "0", "1e400", "99999999999999999999999999", "true", "{}", "[]", "\u0000", "\ud800",
  "'; drop table public.sends; --", "%s%n$1", "2026-02-30T25:61:61Z", "+275760-09-13T00:00:00.000Z", "9".repeat(100_000),
]; // biome-ignore format: a list
const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const documents = [
  null, "null", "1e400", '"text"', "true", "[]", "{}", "[null]", "[[]]", "[{}]", '[{"id": null}]', '[{"id": "x", "slot_at": 1}]',
  '{"kind": "sent"}', '{"kind": {"kind": 1}}', '{"until": 1e400, "reason": {}}', '{"until": "NaN", "reason": {}}', '[{"phone": {"a": 1}}]',
  '[{"sender": {}, "statuses": [[]], "optOuts": [{}], "optIns": [1], "senderState": [], "templateStatuses": [{"status": {}}]}]',
  '{"a": "\\u0000"}', '{"a": "\\ud800"}', "{", "NaN", deep,
]; // biome-ignore format: a list

/** Arguments with which a function does its work, so that only the absurd one among them is at fault. */
function sensible(argument: string, type: string): unknown {
  const known: Record<string, unknown> = {
    p_client_id: victim.clientId,
    p_sender_id: victim.senderId,
    p_campaign_id: victim.campaignId,
    p_send_id: victim.sendIds[0],
    p_provider: "meta",
    p_status: "active",
    p_scope: "global",
    p_action: "resume",
    p_source: "api",
    p_kind: "phone",
    p_value: "5511999990000",
    p_decision: "sent",
    p_template: { name: "t", kind: "text", body: "b" },
    p_profile: official,
    p_outcome: { kind: "failed", code: "x", reason: "x" },
    p_groups: JSON.stringify([{ sender: victim.phoneNumberId, statuses: [] }]),
    p_problem: null,
    p_blocked: null,
  };
  if (argument in known) return known[argument];
  if (type === "uuid") return randomUUID();
  if (type === "jsonb") return "[]";
  if (type.endsWith("[]")) return "{}";
  if (/int|numeric/.test(type)) return 1;
  return /timestamp/.test(type) ? new Date().toISOString() : randomUUID();
}

test("every function, with one absurd argument among good ones, says whose fault it was, and never fails inside", async () => {
  const { rows } = await ledger.pool.query<SqlFunction>(
    `select p.proname as name, coalesce(p.proargnames, '{}') as arguments,
       array(select t::regtype::text from unnest(p.proargtypes) with ordinality x (t, n) order by n) as types
     from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`,
  );
  expect(rows.length).toBeGreaterThan(25);
  const internal: object[] = [];
  let calls = 0;
  for (const { name, arguments: names, types } of rows) {
    for (const [index, type] of types.entries()) {
      for (const value of type === "jsonb" ? documents : texts) {
        const values = names.map((argument, at) =>
          at === index ? value : sensible(argument, types[at] ?? ""),
        );
        const code = await ledger.call(name, ...values).then(
          () => "accepted",
          (error) => error.code,
        );
        calls++;
        const clear =
          code === "accepted" || /^(NV4\d\d|22...|23...)$/.test(code) || (value === deep && code === "54001");
        if (!clear) internal.push({ name, argument: names[index], value: String(value).slice(0, 60), code });
      }
    }
  }
  expect(internal).toEqual([]);
  expect(calls).toBeGreaterThan(1_500);
}, 120_000);

test("after all that, plans, sweeps and claims of others go on", async () => {
  await ledger.call("pause_sending", "global", "resume", "teste", "api");
  const { sendIds } = await ledger.startCampaign(tenant, 1);
  await ledger.call("sweep_sends");
  const skip: string[] = [];
  type Plan = { senderId: string; pending: { id: string }[] } | null;
  const next = () => ledger.call<Plan>("read_sender_plan", skip);
  let plan = await next();
  while (plan && plan.senderId !== tenant.senderId) {
    skip.push(plan.senderId);
    plan = await next();
  }
  expect(plan?.pending).toMatchObject([{ id: sendIds[0] }]);
  await ledger.reserve(tenant, sendIds);
  expect(await ledger.call("claim_send", sendIds[0], randomUUID())).toMatchObject({ kind: "granted" });
  await ledger.call("finish_campaigns");
  await ledger.call("fold_campaign_progress", null);
});
