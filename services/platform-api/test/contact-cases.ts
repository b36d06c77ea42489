import { randomUUID } from "node:crypto";
import type { Case, World } from "./authorisation-cases.ts";

const all: Case["may"] = ["owner", "operator", "attendant"];
const workers: Case["may"] = ["owner", "operator"];
const reason = { reason: "matriz de autorização" };
const mapping = { hasHeader: true, columns: [{ role: "phone", variable: "telefone" }] } as const;
const file = Buffer.from("telefone\n11987654321\n");

async function makeList({ api, client }: World) {
  const listId = randomUUID();
  await api.pool.query("insert into public.contact_lists (id, client_id, name) values ($1, $2, $3)", [
    listId,
    client.clientId,
    listId,
  ]);
  return { params: { listId } };
}

async function makeContact(world: World) {
  const { api, client } = world;
  const { params } = await makeList(world);
  const phone = `55119${Math.floor(7e7 + Math.random() * 2.9e7)}`;
  await api.nova.campaigns.importContacts(client.clientId, params.listId, [{ phone, name: "Ana" }]);
  const { rows } = await api.pool.query(
    "select contact_id from public.contact_aliases where client_id = $1 and value = $2",
    [client.clientId, phone],
  );
  return { params: { ...params, contactId: String(rows[0].contact_id) } };
}

async function makeImport(world: World) {
  const { api, client } = world;
  const { params } = await makeList(world);
  const id = randomUUID();
  const given = { id, fileName: "lista.csv", mapping, listId: params.listId };
  await api.nova.platformImports.create(client.owner.id, client.clientId, given);
  return { params: { importId: id } };
}

const withList = (body?: object) => async (world: World) => ({ ...(await makeList(world)), body });
const withContact = (body?: object) => async (world: World) => ({ ...(await makeContact(world)), body });
const withImport = (body?: Buffer) => async (world: World) => ({ ...(await makeImport(world)), body });

/** Who may do what with contacts, lists and imports. */
export const contactCases: Record<string, Case> = {
  listContacts: { may: all },
  readContact: { may: all, request: withContact() },
  changeContact: { may: workers, request: withContact({ name: "Bia" }) },
  optContactOut: { may: workers, request: withContact(reason) },
  optContactIn: { may: workers, request: withContact(reason) },
  eraseContact: { may: workers, request: withContact(reason) },

  listContactLists: { may: all },
  createContactList: { may: workers, request: () => ({ body: { name: randomUUID() } }) },
  readContactList: { may: all, request: withList() },
  renameContactList: {
    may: workers,
    request: async (world) => ({ ...(await makeList(world)), body: { name: randomUUID() } }),
  },
  deleteContactList: { may: workers, request: withList() },
  listListMembers: { may: all, request: withList() },
  removeListMember: { may: workers, request: withContact() },

  previewImport: { may: workers, request: () => ({ body: file, query: "?isWhole=true" }) },
  createImport: {
    may: workers,
    request: () => ({ body: { name: "lista.csv", listName: randomUUID(), mapping } }),
  },
  uploadImportFile: { may: workers, request: withImport(file) },
  listImports: { may: all },
  readImport: { may: all, request: withImport() },
  listRefusedRows: { may: all, request: withImport() },
  downloadImportReport: { may: all, request: withImport() },
  cancelImport: { may: workers, request: withImport() },
};
