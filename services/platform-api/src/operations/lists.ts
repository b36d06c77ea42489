import { contactListSchema, listMemberSchema, pageOf } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation } from "../operation.ts";
import { searchField } from "./contact-search.ts";
import { clientParams, nameField, pageQuery } from "./fields.ts";

const tag = "Listas";
const base = "/v1/clients/{clientId}/lists";
const one = `${base}/{listId}` as const;
const listParams = clientParams.extend({ listId: z.uuid() });
const named = z.strictObject({ name: nameField });

/** Named audiences, and who is on them. */
export const listOperations = [
  operation({
    id: "listContactLists",
    method: "get",
    path: base,
    tag,
    summary: "As listas de contatos, da mais nova à mais antiga",
    roles: everyRole,
    params: clientParams,
    query: pageQuery.extend({ after: z.uuid().optional() }),
    answer: pageOf(contactListSchema),
    perform: ({ actor, params, query }, { database }) =>
      database.platformLists.list(actor, params.clientId, query),
  }),
  operation({
    id: "createContactList",
    method: "post",
    path: base,
    tag,
    summary: "Cria uma lista vazia",
    roles: ["owner", "operator"],
    creates: true,
    status: 201,
    params: clientParams,
    body: named,
    answer: contactListSchema,
    perform: ({ actor, params, body, newId }, { database }) =>
      database.platformLists.create(actor, params.clientId, newId(), body.name),
  }),
  operation({
    id: "readContactList",
    method: "get",
    path: one,
    tag,
    summary: "Uma lista, com as variáveis que seus contatos têm",
    roles: everyRole,
    params: listParams,
    answer: contactListSchema.extend({ variables: z.array(z.string()) }),
    perform: ({ actor, params: { clientId, listId } }, { database }) =>
      database.platformLists.read(actor, clientId, listId),
  }),
  operation({
    id: "renameContactList",
    method: "patch",
    path: one,
    tag,
    summary: "Muda o nome de uma lista",
    roles: ["owner", "operator"],
    params: listParams,
    body: named,
    answer: contactListSchema,
    perform: ({ actor, params: { clientId, listId }, body }, { database }) =>
      database.platformLists.rename(actor, clientId, listId, body.name),
  }),
  operation({
    id: "deleteContactList",
    method: "delete",
    path: one,
    tag,
    summary: "Apaga uma lista; os contatos ficam",
    roles: ["owner", "operator"],
    status: 204,
    params: listParams,
    perform: ({ actor, params: { clientId, listId } }, { database }) =>
      database.platformLists.remove(actor, clientId, listId),
  }),
  operation({
    id: "listListMembers",
    method: "get",
    path: `${one}/members`,
    tag,
    summary: "Quem está numa lista, na ordem dela",
    roles: everyRole,
    params: listParams,
    query: pageQuery.extend({
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
      search: searchField.optional(),
    }),
    answer: pageOf(listMemberSchema),
    perform: ({ actor, params: { clientId, listId }, query }, { database }) =>
      database.platformLists.members(actor, clientId, listId, query),
  }),
  operation({
    id: "removeListMember",
    method: "delete",
    path: `${one}/members/{contactId}`,
    tag,
    summary: "Tira uma pessoa de uma lista; o contato fica",
    roles: ["owner", "operator"],
    status: 204,
    params: listParams.extend({ contactId: z.uuid() }),
    perform: ({ actor, params: { clientId, listId, contactId } }, { database }) =>
      database.platformLists.removeMember(actor, clientId, listId, contactId),
  }),
];
