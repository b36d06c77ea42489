import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect } from "vitest";
import type { NovaDatabase } from "../src/index.ts";

const mapping = { hasHeader: true, columns: [{ role: "phone", variable: "telefone" }] };

async function makeClient(nova: NovaDatabase, pool: pg.Pool) {
  const [clientId, ana] = [randomUUID(), randomUUID()];
  await nova.senders.saveClient(clientId, `c-${clientId.slice(0, 8)}`, "Loja");
  await pool.query("insert into public.members values ($1, $2, 'owner')", [clientId, ana]);
  return { clientId, ana };
}

/** Makes a list, finds who is on it, changes and erases them; each answer in the shape that the code expects. */
export async function tryPlatformContacts(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const { clientId, ana } = await makeClient(nova, pool);
  const { platformContacts: contacts, platformLists: lists } = nova;
  const listId = randomUUID();
  expect(await lists.create(ana, clientId, listId, "VIP")).toMatchObject({ id: listId, members: 0 });
  await nova.campaigns.importContacts(clientId, listId, [
    { phone: "5511911110001", name: "Ana", variables: { cidade: "Santos" } },
    { phone: "5511911110002", name: "Bia" },
  ]);
  expect(await lists.read(ana, clientId, listId)).toMatchObject({
    members: 2,
    variables: ["cidade", "name"],
  });
  expect((await lists.rename(ana, clientId, listId, "VIPs")).name).toBe("VIPs");
  expect(await lists.list(ana, clientId, { limit: 1 })).toMatchObject({
    items: [{ name: "VIPs" }],
    next: null,
  });
  const search = { name: "%bia%" };
  const found = await lists.members(ana, clientId, listId, { search, limit: 5 });
  expect(found).toMatchObject({ items: [{ name: "Bia", phone: "5511911110002", position: 2 }], next: null });
  const contactId = found.items[0]?.contactId ?? "";

  expect((await contacts.list(ana, clientId, { limit: 1 })).next).not.toBeNull();
  expect((await contacts.change(ana, clientId, contactId, { name: "Beatriz" })).name).toBe("Beatriz");
  expect((await contacts.switchOptOut(ana, clientId, contactId, true, "pediu")).optOuts).toHaveLength(1);
  const out = await contacts.list(ana, clientId, { optedOut: true, limit: 5 });
  expect(out.items).toMatchObject([{ id: contactId, optedOut: true }]);
  expect(await contacts.read(ana, clientId, contactId)).toMatchObject({
    lists: [{ id: listId }],
    recentSends: [],
  });
  expect(await lists.removeMember(ana, clientId, listId, contactId)).toBeNull();
  expect(await contacts.erase(ana, clientId, contactId, "LGPD")).toMatchObject({ name: null, aliases: [] });
  expect(await lists.remove(ana, clientId, listId)).toBeNull();
}

/** Takes one import to its end, fails one and cancels one. */
export async function tryPlatformImports(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const { clientId, ana } = await makeClient(nova, pool);
  const { platformImports: imports } = nova;
  expect(await imports.assertImporter(ana, clientId)).toBeNull();
  async function begin(listName: string) {
    const id = randomUUID();
    const attempt = { actor: ana, clientId, importId: id, attemptId: randomUUID() };
    const made = await imports.create(ana, clientId, { id, fileName: "lista.csv", listName, mapping });
    expect(made).toMatchObject({ id, status: "waiting", listId: null, listName, problem: null });
    expect(await imports.begin(attempt, 100)).toMatchObject({ mapping, country: "55", bytes: 100 });
    return attempt;
  }

  const done = await begin("um");
  const totals = { rows: 2, ready: 1, refused: 1, duplicates: 0, refusals: { "phone-empty": 1 }, notes: {} };
  const batch = {
    rowsBefore: 0,
    rows: [{ phone: "5511911110003", name: "Eva", variables: { name: "Eva" } }],
    refused: [{ line: 3, code: "phone-empty", cells: [""] }],
    progress: { bytesRead: 90, totals, headers: ["telefone"] },
  };
  expect(await imports.stage(done, batch)).toBeNull();
  expect(await imports.noteProgress(done, 100, true)).toBeNull();
  expect((await imports.read(ana, clientId, done.importId)).status).toBe("applying");
  expect(await imports.apply(done)).toMatchObject({ status: "done", newContacts: 1, added: 1, ...totals });
  expect(await imports.listRefusals(ana, clientId, done.importId, { limit: 5 })).toEqual({
    headers: ["telefone"],
    items: [{ line: 3, code: "phone-empty", cells: [""] }],
    next: null,
  });

  const failed = await begin("dois");
  const problem = { code: "contacts.empty", detail: "vazio", detailEn: "empty" };
  expect(await imports.fail(failed, problem)).toMatchObject({ status: "failed", problem });
  expect((await imports.cancel(ana, clientId, failed.importId)).status).toBe("cancelled");
  expect((await imports.list(ana, clientId, { limit: 5 })).items).toHaveLength(2);
}
