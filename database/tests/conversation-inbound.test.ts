import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
beforeAll(async () => {
  ledger = await openLedger();
});
beforeEach(async () => {
  tenant = await ledger.makeTenant();
  await talkBy({ bot: true });
});
afterAll(() => ledger.close());

const ana = { kind: "phone", value: "5511987654321", name: "Ana" };
type Told = { status: string; conversations: { id: string; wakeAt: string }[] };

async function talkBy(conversation: object): Promise<void> {
  await ledger.pool.query(
    "update public.clients set settings = settings || jsonb_build_object('conversation', $2::jsonb) where id = $1",
    [tenant.clientId, conversation],
  );
}
const hear = (group: Record<string, unknown>) =>
  ledger.ingest(tenant.phoneNumberId, group) as unknown as Promise<Told>;
function said(text: string, more: Record<string, unknown> = {}) {
  return { ...ana, direction: "in", type: "text", text, externalId: randomUUID(), ...more };
}
async function talks() {
  const { rows } = await ledger.pool.query(
    "select state, reason, said::int, answered::int, to_kind, to_value from public.active_conversations where client_id = $1",
    [tenant.clientId],
  );
  return rows;
}

test("what a contact says wakes the bot once the burst is over, and is one conversation", async () => {
  const told = await hear({ messages: [said("oi"), said("tudo bem?")] });
  expect(told).toMatchObject({ status: "applied", conversations: [{ wakeAt: expect.any(String) }] });
  expect(told.conversations).toHaveLength(1);
  const again = await hear({ messages: [said("ainda aí?")] });
  expect(again.conversations[0]?.id).toBe(told.conversations[0]?.id);
  expect(await talks()).toEqual([
    { state: "bot", reason: null, said: 3, answered: 0, to_kind: "phone", to_value: ana.value },
  ]);
});

test("a message that comes again, in another body, wakes nobody", async () => {
  const message = said("oi");
  await hear({ messages: [message] });
  expect(await hear({ messages: [message] })).toMatchObject({ conversations: [] });
  expect(await talks()).toMatchObject([{ said: 1 }]);
});

test("a setting that makes no sense costs nobody their message", async () => {
  await talkBy({ bot: true, quietMs: "soon", capMs: {} });
  expect(await hear({ messages: [said("oi")] })).toMatchObject({
    status: "applied",
    conversations: [{ wakeAt: expect.any(String) }],
  });
});

test("without a bot people have it at once, so that it is never nobody's", async () => {
  await talkBy({});
  expect(await hear({ messages: [said("oi")] })).toMatchObject({ conversations: [] });
  expect(await talks()).toMatchObject([{ state: "waiting", reason: "no-bot", said: 1, answered: 0 }]);
});

test("a reaction is kept and needs no answer; a message that was edited or deleted is answered as it is now", async () => {
  const [first, second] = [said("oi"), said("esquece")];
  await hear({ messages: [first, second, said("👍", { type: "reaction" })] });
  await hear({
    changes: [
      { what: "edit", externalId: first.externalId, text: "Olá!" },
      { what: "delete", externalId: second.externalId },
      { what: "edit", externalId: "unknown", text: "x" },
    ],
  });
  const { rows } = await ledger.pool.query(
    "select turn::int, type, text, edited_at is not null as edited, deleted_at is not null as deleted from public.chat_messages where client_id = $1 order by id",
    [tenant.clientId],
  );
  expect(rows).toEqual([
    { turn: 1, type: "text", text: "Olá!", edited: true, deleted: false },
    { turn: 2, type: "text", text: "esquece", edited: false, deleted: true },
    { turn: null, type: "reaction", text: "👍", edited: false, deleted: false },
  ]);
  const { conversations } = await hear({ messages: [said("?")] });
  await ledger.pool.query("update public.active_conversations set answer_due_at = now()");
  const claim = await ledger.call<{ messages: { text: string | null }[] }>(
    "claim_conversation",
    conversations[0]?.id,
    randomUUID(),
  );
  expect(claim.messages.map(({ text }) => text)).toEqual(["Olá!", null, "👍", "?"]);
});

test("a contact cannot rewrite or delete what a person of ours said, nor the other way round", async () => {
  const [theirs, ours] = [said("quanto custa?"), said("custa 100", { direction: "out" })];
  await hear({ messages: [theirs, ours] });
  await hear({
    changes: [
      { what: "edit", direction: "in", externalId: ours.externalId, text: "custa 1" },
      { what: "delete", direction: "in", externalId: ours.externalId },
      { what: "edit", direction: "out", externalId: theirs.externalId, text: "compro" },
    ],
  });
  const texts = "select text, deleted_at from public.chat_messages where client_id = $1 order by id";
  expect((await ledger.pool.query(texts, [tenant.clientId])).rows).toEqual([
    { text: "quanto custa?", deleted_at: null },
    { text: "custa 100", deleted_at: null },
  ]);
  await hear({
    changes: [{ what: "edit", direction: "out", externalId: ours.externalId, text: "custa 90" }],
  });
  expect((await ledger.pool.query(texts, [tenant.clientId])).rows[1]).toMatchObject({ text: "custa 90" });
});

test("a person who answers from the paired phone has it from then on", async () => {
  await hear({ messages: [said("oi")] });
  await hear({ messages: [said("Oi, aqui é a Bia", { direction: "out" })] });
  expect(await talks()).toMatchObject([{ state: "human", said: 1, answered: 1 }]);
});

describe("who says stop", () => {
  test("ends every conversation with the tenant, and no answer is due", async () => {
    await hear({
      messages: [said("SAIR")],
      optOuts: [{ kind: ana.kind, value: ana.value, confirmation: "Pronto!" }],
    });
    expect(await talks()).toMatchObject([{ state: "closed", said: 1, answered: 1 }]);
  });

  test("and writes again later is for people: the bot may not write to them", async () => {
    await hear({ messages: [said("SAIR")], optOuts: [{ kind: ana.kind, value: ana.value }] });
    await hear({ messages: [said("oi")] });
    expect(await talks()).toMatchObject([{ state: "waiting", reason: "opted-out", said: 2, answered: 1 }]);
  });
});

test("two tenants have each their own conversation with the same person", async () => {
  await hear({ messages: [said("oi")] });
  const [ours] = await talks();
  tenant = await ledger.makeTenant();
  await hear({ messages: [said("oi")] });
  expect(ours).toMatchObject({ said: 1 });
  expect(await talks()).toMatchObject([{ said: 1, state: "waiting" }]);
});

describe("a person with more than one name", () => {
  const [lid, userId] = [
    { kind: "lid", value: "77@lid" },
    { kind: "bsuid", value: "BR.77" },
  ];

  test.each([
    ["the phone first", [{}, lid, userId]],
    ["the hidden name first", [lid, {}, userId]],
  ])("has one conversation, %s", async (_, names) => {
    const told = { alsoKnownAs: names[0] === lid ? [userId] : [lid, userId] };
    for (const [index, name] of names.entries())
      await hear({
        messages: [
          said("oi", {
            ...name,
            ...(index === 0 ? told : {}),
            ...(index === 1 && { alsoKnownAs: [lid, userId] }),
          }),
        ],
      });
    expect(await talks()).toMatchObject([{ said: 3 }]);
  });

  test("and says stop under the one is left alone under the other", async () => {
    await hear({ messages: [said("oi", { alsoKnownAs: [lid] })] });
    await hear({ messages: [said("SAIR", lid)], optOuts: [lid] });
    const { rows } = await ledger.pool.query(
      "select app.has_opted_out($1, a.contact_id, 'phone', a.value) as is_left_alone from public.contact_aliases a where a.client_id = $1 and a.kind = 'phone'",
      [tenant.clientId],
    );
    expect(rows).toEqual([{ is_left_alone: true }]);
  });

  test("who was known as two stays two: nobody's words are given to another", async () => {
    await hear({ messages: [said("oi"), said("oi", lid)] });
    await hear({ messages: [said("oi", { alsoKnownAs: [lid] })] });
    expect((await talks()).map((talk) => talk.said).sort()).toEqual([1, 2]);
  });
});

describe("bodies that come at the same time", () => {
  const people = Array.from({ length: 10 }, (_, index) => `55119876${54_000 + index}`);
  const saidByAll = () => people.map((value) => said("oi", { value }));
  const answersOf = (messages: ReturnType<typeof saidByAll>) =>
    messages.map(({ externalId, kind, value }) => ({ externalId, kind, value }));

  test("and name the same people in another order wait in no circle", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 5; round++)
      await Promise.all([hear({ messages: saidByAll() }), hear({ messages: saidByAll().reverse() })]);
    expect((await talks()).map((talk) => talk.said)).toEqual(people.map(() => 10));
  });

  test("and tell an answer and what became of its question wait in no circle", {
    timeout: 60_000,
  }, async () => {
    const { sendIds } = await ledger.startCampaign(tenant, people.length, 87_654_000);
    await ledger.pool.query(
      "update public.sends set status = 'sent', provider_message_id = 'echo.' || position where id = any ($1)",
      [sendIds],
    );
    await ledger.pool.query(
      `insert into public.send_attempts (id, send_id, client_id, sender_id, contact_id, started_at, outcome, settled_at)
       select gen_random_uuid(), s.id, s.client_id, s.sender_id, s.contact_id, now(), 'sent', now() from public.sends s where s.id = any ($1)`,
      [sendIds],
    );
    const { rows } = await ledger.pool.query(
      "select provider_message_id as id from public.sends where id = any ($1)",
      [sendIds],
    );
    const statuses = rows.map(({ id }) => ({ externalId: id, status: "delivered" }));
    for (let round = 0; round < 12; round++) {
      const [alone, beside] = [saidByAll(), saidByAll()];
      await Promise.all([
        hear({ messages: alone, replies: answersOf(alone) }),
        hear({ messages: beside, replies: answersOf(beside), statuses }),
      ]);
    }
    expect((await talks()).map((talk) => talk.said)).toEqual(people.map(() => 24));
  });
});
