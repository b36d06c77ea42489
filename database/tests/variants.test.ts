import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openVariants } from "./variants-fixture.ts";

let world: Awaited<ReturnType<typeof openVariants>>;
beforeAll(async () => {
  world = await openVariants();
});
beforeEach(() => world.begin());
afterAll(() => world.close());

const minuteMs = 60_000;
const explain = async ({ tenant }: { tenant: { clientId: string } }, sendId: string) =>
  world.ledger.call<{ reason: string; until: string }>("explain_send", tenant.clientId, sendId);
const countOf = (list: (string | null)[]) =>
  Object.fromEntries([...new Set(list)].map((key) => [key, list.filter((one) => one === key).length]));

describe("the audience of a test", () => {
  test("is divided: the share evenly over the variants, the rest waits, and says for what and until when", async () => {
    const made = await world.startTest(100, { sharePercent: 30, others: [text("B"), text("C")] });
    const sends = await world.sendsOf(made);
    expect(countOf(sends.map(({ variant }) => variant))).toEqual({ A: 10, B: 10, C: 10, null: 70 });
    const rest = sends.filter(({ variant }) => variant === null);
    expect(new Set(rest.map(({ reason }) => reason))).toEqual(new Set(["ab-test"]));
    const told = await explain(made, rest[0]?.id ?? "");
    expect(told.reason).toBe("ab-test");
    expect(Date.parse(told.until)).toBe(world.now() + 60 * minuteMs);
    const plan = await world.ledger.call<{ pending: { id: string }[] }>("read_sender_plan", [], 120);
    expect(plan.pending).toHaveLength(30); // nobody of the rest is even looked at
    // Not by place in the list: of a list in which every other one is a woman each variant would get one sex.
    const places = sends.flatMap(({ variant }, place) => (variant === "A" ? [place % 3] : []));
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  test("has at least one of each variant, and everyone of a list that is no larger", async () => {
    const made = await world.startTest(3, { sharePercent: 5, others: [text("B"), text("C"), text("D")] });
    expect((await world.sendsOf(made)).map(({ variant }) => variant).sort()).toEqual(["A", "B", "C"]);
  });

  test("leaves out whoever lacks what any of the messages needs", async () => {
    const made = await world.startTest(4, {});
    const { rows } = await world.ledger.pool.query(
      `select app.needed_variables_of(c) as needed from (
         select (json_populate_record(c, '{"needed_variables": ["x"], "variants": {"items": [{"needed": ["y"]}]}}')).*
         from public.campaigns c where c.id = $1) c`,
      [made.campaignId],
    );
    expect(rows[0].needed).toEqual(["x", "y"]);
  });
});

describe("a test", () => {
  const certain = (variant: string, index: number) =>
    variant === "B" || index === 0 ? ("replied" as const) : ("delivered" as const);

  test("is decided so long after its last message has left: the rest gets the winner's words, the test group keeps its own", async () => {
    const made = await world.startTest(100, { sharePercent: 40 });
    await world.setClock(world.now() + 10 * minuteMs);
    await world.deliverTest(made, certain);
    await world.setClock(world.now() + 59 * minuteMs);
    await world.tick();
    expect(await world.campaign(made)).toMatchObject({ winner: null, decision: null });
    const waiting = (await world.sendsOf(made)).find(({ reason }) => reason === "ab-test");
    expect(Date.parse((await explain(made, waiting?.id ?? "")).until)).toBe(world.now() + minuteMs);
    await world.ledger.call("finish_campaigns");
    expect(await world.campaign(made)).toMatchObject({ status: "running" }); // waiting is not the end

    await world.setClock(world.now() + minuteMs);
    await world.tick();
    const decided = await world.campaign(made);
    expect(decided).toMatchObject({
      winner: "B",
      decided_at: new Date(world.now()),
      decision: { by: "rule", reason: "proven", metric: "replied" },
    });
    expect(decided.decision.counts).toMatchObject([
      { variant: "A", sent: 20, delivered: 20, replied: 1, share: 0.05 },
      { variant: "B", sent: 20, delivered: 20, replied: 20, share: 1 },
    ]);
    const sends = await world.sendsOf(made);
    expect(countOf(sends.map(({ variant }) => variant))).toEqual({ A: 20, B: 80 });
    const released = sends.filter(({ status }) => status === "pending");
    expect(released).toHaveLength(60);
    const [first = { id: "" }] = released;
    await world.ledger.reserve(made.tenant, [first.id], world.now());
    expect(await world.ledger.call("claim_send", first.id, randomUUID())).toMatchObject({
      kind: "granted",
      send: { content: { body: "B {{name}}" } },
    });
  });

  test("has each of its group claim its own words, and an echo is matched with those", async () => {
    const made = await world.startTest(10, { sharePercent: 50 });
    for (const { id, variant } of await world.testGroup(made)) {
      await world.ledger.reserve(made.tenant, [id], world.now());
      const attemptId = randomUUID();
      const body = `${variant} {{name}}`;
      expect(await world.ledger.call("claim_send", id, attemptId)).toMatchObject({
        send: { content: { body } },
      });
      const { to_value: to } = await world.ledger.row(id);
      const open = ["meta", made.tenant.phoneNumberId, [to]];
      expect(await world.ledger.call("find_open_attempts", ...open)).toMatchObject([
        { attemptId, content: { body } },
      ]);
    }
  });

  test("is decided once, however many dispatchers ask at once and again after a restart", async () => {
    const made = await world.startTest(60, { sharePercent: 20 });
    await world.deliverTest(made, certain);
    await world.setClock(world.now() + 60 * minuteMs);
    await Promise.all(Array.from({ length: 12 }, world.tick));
    const first = await world.campaign(made);
    expect(first.winner).toBe("B");
    const before = await world.sendsOf(made);
    await world.setClock(world.now() + 5 * minuteMs);
    await world.tick();
    expect(await world.campaign(made)).toEqual(first);
    expect(await world.sendsOf(made)).toEqual(before);
  });

  test("that dies half-way is decided by the next round, whole", async () => {
    const made = await world.startTest(60, { sharePercent: 20 });
    await world.deliverTest(made, certain);
    await world.setClock(world.now() + 60 * minuteMs);
    const client = await world.ledger.pool.connect();
    await client.query("begin");
    await client.query("select public.start_due_campaigns()");
    await world.tick(); // the second one leaves it to the first
    expect(await world.campaign(made)).toMatchObject({ winner: null });
    await client.query("rollback");
    client.release();
    expect((await world.sendsOf(made)).filter(({ reason }) => reason === "ab-test")).toHaveLength(48);
    await world.tick();
    expect(await world.campaign(made)).toMatchObject({ winner: "B" });
  });

  test.each([
    [
      "paused",
      "insert into public.pause_events (scope, action, client_id, campaign_id, reason, source) values ('campaign', 'pause', $2, $1, 'x', 'api')",
    ],
    ["halted", "update public.campaigns set status = 'halted' where id = $1 and $2::uuid is not null"],
    ["cancelled", "select public.cancel_campaign($2, $1, 'x')"],
  ])("decides nothing while its campaign is %s", async (_state, statement) => {
    const made = await world.startTest(20, { sharePercent: 20 });
    await world.deliverTest(made, certain);
    await world.ledger.pool.query(statement, [made.campaignId, made.tenant.clientId]);
    await world.setClock(world.now() + 600 * minuteMs);
    await world.tick();
    expect(await world.campaign(made)).toMatchObject({ winner: null, decision: null });
  });

  test("waits for those who wait for their hour, and not for whom a cap of contacts holds back", async () => {
    for (const [reason, winner] of [
      ["window", null],
      ["campaign-frequency-cap", "A"],
    ]) {
      const made = await world.startTest(20, { sharePercent: 20 });
      const [held = { id: "" }] = await world.testGroup(made);
      await world.ledger.pool.query(
        "update public.sends set not_before = app.now() + interval '1 day', reason = $2 where id = $1",
        [held.id, reason],
      );
      for (const { id } of (await world.testGroup(made)).slice(1)) {
        const attemptId = randomUUID();
        await world.ledger.reserve(made.tenant, [id], world.now());
        await world.ledger.call("claim_send", id, attemptId);
        await world.ledger.call("settle_send", attemptId, { kind: "sent", providerMessageId: randomUUID() });
      }
      await world.setClock(world.now() + 61 * minuteMs);
      await world.tick();
      expect((await world.campaign(made)).winner).toBe(winner);
    }
  });

  test("with too few delivered states no winner: A goes out, and the decision says why", async () => {
    const made = await world.startTest(100, { sharePercent: 20, minimumEach: 11 });
    await world.deliverTest(made, certain);
    await world.setClock(world.now() + 60 * minuteMs);
    await world.tick();
    expect(await world.campaign(made)).toMatchObject({ winner: "A", decision: { reason: "too-few" } });
  });

  test("is ended early by a person, once, and the audit knows who", async () => {
    const made = await world.startTest(20, {});
    const { tenant, ana, campaignId } = made;
    const decide = (variant: string) =>
      world.ledger.call("decide_variant", ana, tenant.clientId, campaignId, variant);
    await expect(decide("C")).rejects.toMatchObject({ hint: "campaign.no-such-variant" });
    expect(await decide("B")).toMatchObject({ variants: { winner: "B", decision: { by: "person" } } });
    await expect(decide("A")).rejects.toMatchObject({ hint: "campaign.test-decided" });
    const sends = await world.sendsOf(made);
    expect(sends.filter(({ reason }) => reason === "ab-test")).toEqual([]);
    expect(countOf(sends.map(({ variant }) => variant))).toEqual({ A: 2, B: 18 });
    const { rows } = await world.ledger.pool.query(
      "select actor, details from public.audit_events where action = 'campaign.variant-decided' and subject_id = $1",
      [campaignId],
    );
    expect(rows).toMatchObject([{ actor: ana, details: { winner: "B", released: 16 } }]);
  });

  test("keeps the variant of whoever is sent to again", async () => {
    const made = await world.startTest(20, {});
    const failed = (await world.testGroup(made)).find(({ variant }) => variant === "B");
    const attemptId = randomUUID();
    await world.ledger.reserve(made.tenant, [failed?.id ?? ""], world.now());
    await world.ledger.call("claim_send", failed?.id, attemptId);
    await world.ledger.call("settle_send", attemptId, { kind: "failed", code: "meta.131000", reason: "x" });
    await world.ledger.call("decide_variant", made.ana, made.tenant.clientId, made.campaignId, "A");
    const retry = [made.ana, made.tenant.clientId, made.campaignId, '[{"code": "meta.131000"}]'];
    expect(await world.ledger.call("retry_failed", ...retry)).toMatchObject({ retried: 1 });
    expect(await world.ledger.row(failed?.id ?? "")).toMatchObject({ status: "pending", variant: "B" });
  });
});

describe("a variant's template of Meta's", () => {
  async function withTemplate() {
    const made = await world.startTest(10, {});
    const name = `oferta_${randomUUID().slice(0, 8)}`;
    const { rows } = await world.ledger.pool.query(
      "insert into public.templates (client_id, name, kind, body, language) values ($1, $2, 'meta', 'x', 'pt_BR') returning id",
      [made.tenant.clientId, name],
    );
    await world.ledger.pool.query(
      `update public.campaigns set variants = jsonb_set(variants, '{items,0,templateId}', to_jsonb($2::text)),
         variant_contents = jsonb_build_object('B', jsonb_build_object('kind', 'meta', 'name', $3::text, 'language', 'pt_BR')) where id = $1`,
      [made.campaignId, rows[0].id, name],
    );
    const say = (status: string) =>
      world.ledger.ingest(made.tenant.phoneNumberId, {
        templateStatuses: [{ name, language: "pt_BR", status }],
      });
    return { ...made, say };
  }

  test("halts the campaign when it is paused, and holds it until it is approved again", async () => {
    const { say, ...made } = await withTemplate();
    await say("PAUSED");
    expect(await world.campaign(made)).toMatchObject({ status: "halted", status_reason: "template-paused" });
    const resume = () =>
      world.ledger.call(
        ...([
          "switch_campaign_pause",
          made.ana,
          made.tenant.clientId,
          made.campaignId,
          "resume",
          "x",
        ] as const),
      );
    await expect(resume()).rejects.toMatchObject({ hint: "campaign.template-not-approved" });
    await say("APPROVED");
    expect(await resume()).toMatchObject({ status: "running" });
  });

  test("is of no more concern once another variant has won", async () => {
    const { say, ...made } = await withTemplate();
    await world.ledger.call("decide_variant", made.ana, made.tenant.clientId, made.campaignId, "A");
    await say("PAUSED");
    expect(await world.campaign(made)).toMatchObject({ status: "running" });
  });

  test.each([
    ["after the decision", ["decide", "pause"]],
    ["before it, and people decide for another", ["pause", "decide"]],
  ])(
    "that is paused %s leaves nobody waiting for it: each refusal would stop the winner too",
    async (_, steps) => {
      const { say, ...made } = await withTemplate();
      for (const step of steps)
        if (step === "pause") await say("PAUSED");
        else await world.ledger.call("decide_variant", made.ana, made.tenant.clientId, made.campaignId, "A");
      const variants = (await world.sendsOf(made)).map(({ variant }) => variant);
      expect(countOf(variants)).toEqual({ A: 10 });
    },
  );

  test("that is not approved keeps the campaign from starting", async () => {
    const { campaignId, tenant } = await withTemplate();
    await world.ledger.pool.query(
      `update public.templates set status = 'paused' where id = (
         select (variants #>> '{items,0,templateId}')::uuid from public.campaigns where id = $1)`,
      [campaignId],
    );
    const asked = world.ledger.pool.query(
      "select app.assert_startable(c) from public.campaigns c where c.id = $1 and c.client_id = $2",
      [campaignId, tenant.clientId],
    );
    await expect(asked).rejects.toMatchObject({ hint: "campaign.template-not-approved" });
  });
});

test("a test with settings that only the database allows holds up nobody else's", async () => {
  const [odd, usual] = [await world.startTest(10), await world.startTest(10)];
  await world.ledger.pool.query(
    `update public.campaigns set variants = variants || '{"minimumEach": 1.5, "decideAfterMinutes": 60.5}' where id = $1`,
    [odd.campaignId],
  );
  for (const one of [odd, usual]) await world.deliverTest(one, () => "delivered");
  await world.setClock(world.now() + 61 * 60_000);
  await world.tick();
  for (const one of [odd, usual]) expect((await world.campaign(one)).winner).toBe("A");
});

function text(words: string) {
  return { kind: "text", text: words };
}
