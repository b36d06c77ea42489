import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openContacts } from "./contact-client.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

describe("contacts", () => {
  test.each([
    ["a part of a name, whatever its case", "SILV", ["Ana Silva"]],
    ["a sign that a pattern would know", "100%", ["Bia 100% feliz"]],
    ["a phone as people write it, without its ninth digit", "(11) 8765-4321", ["Ana Silva"]],
    ["a part of a phone", "98888", ["Bia 100% feliz"]],
    ["what nobody is called", "zzz", []],
    ["too few digits for a phone", "55", []],
  ])("are found by %s", async (_what, search, names) => {
    const { ask, list } = await openContacts(api, [
      ["5511987654321", "Ana Silva"],
      ["5521988880000", "Bia 100% feliz"],
      ["5531977776666", null],
    ]);
    const query = `search=${encodeURIComponent(search)}`;
    for (const path of [`/contacts?${query}`, `/lists/${list.id}/members?${query}`]) {
      const { items } = (await ask("get", path)).body;
      expect(items.map(({ name }: { name: string }) => name)).toEqual(names);
    }
  });

  test("are listed a page at a time, none left out and none twice, also when they came at one moment", async () => {
    const { ask, contacts } = await openContacts(
      api,
      Array.from({ length: 25 }, (_, i) => [`55119800000${String(i).padStart(2, "0")}`, `Pessoa ${i}`]),
    );
    const seen: string[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const { items, next }: { items: { id: string }[]; next: string | null } = (
        await ask("get", `/contacts?limit=10${after && `&after=${after}`}`)
      ).body;
      seen.push(...items.map(({ id }) => id));
      after = next;
    }
    expect(seen.length).toBe(25);
    expect(new Set(seen)).toEqual(new Set(contacts.map(({ id }) => id)));
  });

  test("who opted out by a message are shown as such, and again when a person takes it back", async () => {
    const { ask, contacts, clientId } = await openContacts(api, [
      ["5511987654321", "Ana"],
      ["5511987654322", "Bia"],
    ]);
    const [ana] = contacts;
    await api.nova.webhooks.recordOptOut(clientId, { kind: "phone", value: "5511987654321" }, "message");
    expect((await ask("get", "/contacts?state=opted-out")).body.items).toMatchObject([
      { name: "Ana", optedOut: true },
    ]);
    const back = await ask("post", `/contacts/${ana?.id}/opt-in`, { reason: "pediu por telefone" });
    expect(back.body).toMatchObject({
      optedOut: false,
      optOuts: [{ kind: "phone", value: "5511987654321", source: "message", revokedAt: expect.any(String) }],
    });
    expect((await ask("get", "/contacts?state=opted-out")).body.items).toEqual([]);
    const again = await ask("post", `/contacts/${ana?.id}/opt-in`, { reason: "pediu por telefone" });
    expect(again.status).toBe(200);
    expect((await api.auditOf(clientId)).map(({ action, details }) => [action, details])).toEqual([
      ["contact.opted-in", { reason: "pediu por telefone" }],
    ]);
  });

  test("whom a person opts out get nothing from then on, under any of their names", async () => {
    const { ask, contacts, start, plan, clientId } = await openContacts(api, [
      ["5511987654321", "Ana"],
      ["5511987654322", "Bia"],
    ]);
    const { campaignId } = await start();
    const [ana] = contacts;
    await api.pool.query("insert into public.contact_aliases values ($1, 'lid', '99999999999999', $2)", [
      clientId,
      ana?.id,
    ]);
    const out = await ask("post", `/contacts/${ana?.id}/opt-out`, { reason: "ligou pedindo" });
    expect(out.body).toMatchObject({ optedOut: true, optOuts: [{ source: "person" }, { source: "person" }] });
    const claims = await plan(campaignId);
    expect(claims).toMatchObject({
      Ana: { kind: "refused", status: "skipped", reason: "opted-out" },
      Bia: { kind: "granted" },
    });
    expect((await ask("get", `/contacts/${ana?.id}`)).body.recentSends).toMatchObject([
      { campaignId, campaignName: "Campanha", status: "skipped", reason: "opted-out" },
    ]);
  });

  test("without an address cannot be opted out, and nobody's id is not found", async () => {
    const { ask, clientId } = await openContacts(api, []);
    const id = randomUUID();
    await api.pool.query("insert into public.contacts (id, client_id, name) values ($1, $2, 'Sem nada')", [
      id,
      clientId,
    ]);
    const out = await ask("post", `/contacts/${id}/opt-out`, { reason: "teste" });
    expect([out.status, out.body.code]).toEqual([409, "contact.no-address"]);
    const other = await ask("patch", `/contacts/${randomUUID()}`, { name: "X" });
    expect([other.status, other.body.code]).toEqual([404, "contact.not-found"]);
  });
});

describe("a list", () => {
  test("is made, renamed, emptied and deleted; its people stay", async () => {
    const { ask, list, contacts, clientId } = await openContacts(api, [
      ["5511987654321", "Ana"],
      ["5511987654322", "Bia"],
    ]);
    expect((await ask("get", "/lists")).body.items).toMatchObject([{ id: list.id, members: 2 }]);
    expect((await ask("get", `/lists/${list.id}`)).body.variables).toEqual(["name"]);
    const { body: other } = await ask("post", "/lists", { name: "Outra" });
    expect(other).toMatchObject({ name: "Outra", members: 0 });
    for (const answer of [
      await ask("post", "/lists", { name: "Outra" }),
      await ask("patch", `/lists/${list.id}`, { name: "Outra" }),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, "list.name-taken"]);
    expect((await ask("patch", `/lists/${list.id}`, { name: "Nova" })).body).toMatchObject({
      name: "Nova",
      members: 2,
    });

    const member = `/lists/${list.id}/members/${contacts[0]?.id}`;
    expect((await ask("delete", member)).status).toBe(204);
    expect((await ask("delete", member)).body.code).toBe("list.member-not-found");
    expect((await ask("get", `/lists/${list.id}`)).body.members).toBe(1);
    expect((await ask("delete", `/lists/${list.id}`)).status).toBe(204);
    expect((await ask("get", `/lists/${list.id}`)).body.code).toBe("list.not-found");
    expect((await ask("get", "/contacts")).body.items).toHaveLength(2);
    expect((await api.auditOf(clientId)).map(({ action }) => action)).toEqual([
      "list.created",
      "list.renamed",
      "list.member-removed",
      "list.deleted",
    ]);
  });

  test("that a draft is to go to stays; one that was sent to may go", async () => {
    const { ask, list, draft, clientId } = await openContacts(api, [["5511987654321", "Ana"]]);
    const campaignId = await draft();
    const refused = await ask("delete", `/lists/${list.id}`);
    expect([refused.status, refused.body.code]).toEqual([409, "list.in-use"]);
    await api.nova.campaigns.start(clientId, campaignId, "ana");
    expect((await ask("delete", `/lists/${list.id}`)).status).toBe(204);
  });

  test("of another tenant is not changed by making one with its id", async () => {
    const [ours, theirs] = [await openContacts(api, []), await openContacts(api, [])];
    const { owner, clientId, list } = ours;
    const { platformLists } = api.nova;
    await expect(
      platformLists.create(theirs.owner.id, theirs.clientId, list.id, "Roubada"),
    ).rejects.toMatchObject({
      retry: "never",
    });
    expect((await platformLists.read(owner.id, clientId, list.id)).name).toBe(list.name);
  });
});
