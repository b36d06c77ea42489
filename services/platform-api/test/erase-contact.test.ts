import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openContacts } from "./contact-client.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const phone = "5511987654321";
const reason = { reason: "pedido da titular" };
type Opened = Awaited<ReturnType<typeof openContacts>>;
const openAna = () =>
  openContacts(api, [
    [phone, "Ana Maria Marcante"],
    ["5521912345678", "Bia"],
  ]);
const erase = ({ ask, contacts }: Opened) => ask("post", `/contacts/${contacts[0]?.id}/erase`, reason);

/** Everything in the tenant's tables that holds one of these texts. */
async function traces(clientId: string, ...texts: string[]): Promise<string[]> {
  const { rows: tables } = await api.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await api.pool.query(
      `select 1 from public.${name} t where t.client_id = $1 and exists (select from unnest($2::text[]) x where strpos(t::text, x) > 0) limit 1`,
      [clientId, texts],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

test("an erased person leaves nothing but the wish not to be written to, and what was sent stays counted", async () => {
  const opened = await openAna();
  const { clientId, contacts, start, plan, sendsOf, list, ask, externalId } = opened;
  await api.pool.query('update public.contacts set attributes = \'{"cpf": "marcante"}\' where id = $1', [
    contacts[0]?.id,
  ]);
  const { campaignId } = await start();
  await plan(campaignId);
  for (const { attempt_id: attemptId, to_value: to } of await sendsOf(campaignId))
    await api.nova.sends.settle(attemptId, { kind: "sent", providerMessageId: `wamid.${to}` });
  const group = {
    ...{ sender: externalId, statuses: [], optIns: [], templateStatuses: [] },
    optOuts: [{ kind: "phone" as const, value: phone, confirmation: "Marcante, tudo certo!" }],
  };
  for (const body of [
    `{"from": "${phone}", "text": "marcante"}`,
    '{"wa_id": "551187654321", "text": "marcante"}',
  ])
    await api.nova.webhooks.ingest({
      ...{ provider: "meta", endpointId: null, clientId: null, bodyHash: randomUUID(), body },
      groups: [group],
    });
  const mapping = { hasHeader: true, columns: [{ role: "phone", variable: "telefone" }] };
  const { body: made } = await ask("post", "/imports", { name: "x.csv", listId: list.id, mapping });
  await ask("put", `/imports/${made.id}/file`, Buffer.from(`telefone\n${phone}\n(11) 8765-4321\n`));
  expect((await ask("get", `/imports/${made.id}`)).body).toMatchObject({ duplicates: 1, alreadyListed: 1 });

  const texts = [phone, "551187654321", "8765-4321", "Marcante", "marcante"];
  expect(await traces(clientId, ...texts)).toEqual([
    "contact_aliases",
    "contact_list_members",
    "contacts",
    "import_refusals",
    "opt_outs",
    "send_attempts",
    "sends",
    "webhook_events",
  ]);
  const erased = await erase(opened);
  expect([erased.status, erased.body]).toMatchObject([
    200,
    { name: null, attributes: {}, aliases: [], lists: [], erasedAt: expect.any(String), optedOut: false },
  ]);
  expect(await traces(clientId, ...texts)).toEqual(["opt_outs"]);

  const sends = await sendsOf(campaignId);
  expect(sends.map(({ status, to_value: to }) => [status, to])).toEqual([
    ["sent", ""],
    ["sent", "5521912345678"],
  ]);
  expect((await ask("get", `/lists/${list.id}`)).body.members).toBe(1);
  const again = await erase(opened);
  expect([again.status, again.body.erasedAt]).toEqual([200, erased.body.erasedAt]);
  const renamed = await ask("patch", `/contacts/${contacts[0]?.id}`, { name: "Ana" });
  expect([renamed.status, renamed.body.code]).toEqual([409, "contact.erased"]);
  expect((await ask("get", "/contacts")).body.items).toMatchObject([{ name: "Bia" }]);

  const { body: back } = await ask("post", "/imports", { name: "y.csv", listId: list.id, mapping });
  const imported = (await ask("put", `/imports/${back.id}/file`, Buffer.from(`telefone\n${phone}\n`))).body;
  expect(imported).toMatchObject({ newContacts: 1, optedOut: 1 });
});

test("what was still to be sent to an erased person is not, its slots are free, and nobody else's change", async () => {
  const opened = await openAna();
  const { start, reserve, sendsOf, senderId } = opened;
  const { campaignId } = await start();
  await reserve(campaignId);
  const used = async () => {
    const { rows } = await api.pool.query(
      "select coalesce(sum(used), 0)::int as n from public.sender_usage where sender_id = $1",
      [senderId],
    );
    return rows[0].n;
  };
  expect(await used()).toBe(2);
  expect((await erase(opened)).status).toBe(200);
  expect(
    (await sendsOf(campaignId)).map(({ status, reason, slot_at: slot }) => [status, reason, slot === null]),
  ).toEqual([
    ["cancelled", "contact-erased", true],
    ["queued", null, false],
  ]);
  expect(await used()).toBe(1);
  await api.nova.campaigns.foldProgress(campaignId);
  const { rows } = await api.pool.query(
    "select waiting, cancelled, total from public.campaign_progress where campaign_id = $1",
    [campaignId],
  );
  expect(rows).toEqual([{ waiting: 1, cancelled: 1, total: 2 }]);
});

test("a person who is being written to at this moment is not erased half-way", async () => {
  const opened = await openAna();
  const { campaignId } = await opened.start();
  await opened.plan(campaignId);
  const refused = await erase(opened);
  expect([refused.status, refused.body.code]).toEqual([409, "contact.being-written-to"]);
  const { rows } = await api.pool.query("select name, erased_at from public.contacts where id = $1", [
    opened.contacts[0]?.id,
  ]);
  expect(rows).toEqual([{ name: "Ana Maria Marcante", erased_at: null }]);
});

test("erasing, importing, deleting lists and taking off lists at one moment: none waits for another for ever", async () => {
  const opened = await openContacts(
    api,
    Array.from({ length: 40 }, (_, i) => [`55119800000${String(i).padStart(2, "0")}`, `Pessoa ${i}`]),
  );
  const { ask, list, contacts } = opened;
  const mapping = { hasHeader: true, columns: [{ role: "phone", variable: "telefone" }] };
  const file = Buffer.from(`telefone\n${contacts.map(({ phone }) => phone).join("\n")}\n`);
  const importing = async () => {
    const made = await ask("post", "/imports", { name: "x.csv", listId: list.id, mapping });
    if (made.status !== 201) return made;
    return ask("put", `/imports/${made.body.id}/file`, file);
  };
  const answers = await Promise.all([
    importing(),
    ...contacts.slice(0, 6).map(({ id }) => ask("post", `/contacts/${id}/erase`, reason)),
    ...contacts.slice(6, 16).map(({ id }) => ask("delete", `/lists/${list.id}/members/${id}`)),
    importing(),
    ...contacts.slice(16, 22).map(({ id }) => ask("post", `/contacts/${id}/opt-out`, reason)),
  ]);
  expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
  const { rows } = await api.pool.query(
    "select (select count(*)::int from public.contact_list_members m where m.list_id = l.id) as really, l.members from public.contact_lists l where l.id = $1",
    [list.id],
  );
  expect(rows[0].members).toBe(rows[0].really);
  const [imported, removed] = await Promise.all([importing(), ask("delete", `/lists/${list.id}`)]);
  expect(removed.status).toBe(204);
  expect([200, 404]).toContain(imported.status);
});
