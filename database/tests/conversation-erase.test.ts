import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Conversations, openConversations, type Talk } from "./conversation-fixture.ts";

let talks: Conversations;
beforeAll(async () => {
  talks = await openConversations();
});
afterAll(() => talks.close());

async function erase({ tenant, contactId }: Talk): Promise<void> {
  const owner = randomUUID();
  await talks.pool.query("insert into public.members values ($1, $2, 'owner')", [tenant.clientId, owner]);
  await talks.call("erase_contact", owner, tenant.clientId, contactId, "pediu");
}

async function untilErasingWaits(): Promise<void> {
  const waiting =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%erase_contact%'";
  while ((await talks.pool.query(waiting)).rows.length === 0) await new Promise((go) => setTimeout(go, 20));
}

test("a turn that ends while its contact is erased leaves neither address nor words", async () => {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  const lease = randomUUID();
  const { through } = await talks.claim(talk, lease);
  const worker = await talks.pool.connect();
  await worker.query("begin");
  await worker.query("select public.finish_conversation($1, $2, $3, $4)", [
    ...[talk.id, lease, through],
    { bubbles: ["Oi, Ana da Rua das Flores!"] },
  ]);
  const erased = erase(talk);
  await untilErasingWaits();
  await worker.query("commit");
  worker.release();
  await erased;

  const sends = await talks.pool.query(
    "select status, to_value, content ->> 'body' as body from public.sends where conversation_id = $1",
    [talk.id],
  );
  expect(sends.rows).toEqual([{ status: "cancelled", to_value: "", body: "" }]);
  const said = await talks.pool.query("select text from public.chat_messages where conversation_id = $1", [
    talk.id,
  ]);
  expect(said.rows).toEqual([{ text: null }, { text: null }]);
});

test("who was erased and writes again is somebody new", async () => {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  await erase(talk);
  const again = { kind: "phone", value: "5511987654321", direction: "in", type: "text", text: "oi" };
  await talks.ingest(talk.tenant.phoneNumberId, { messages: [{ ...again, externalId: randomUUID() }] });
  const { rows } = await talks.pool.query(
    "select contact_id = $2 as is_old, state, to_value, said::int from public.active_conversations where client_id = $1 order by created_at",
    [talk.tenant.clientId, talk.contactId],
  );
  expect(rows).toEqual([
    { is_old: true, state: "closed", to_value: "erased", said: 1 },
    { is_old: false, state: "bot", to_value: "5511987654321", said: 1 },
  ]);
});
