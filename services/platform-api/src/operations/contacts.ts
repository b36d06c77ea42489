import { contactItemSchema, contactSchema, pageOf } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation } from "../operation.ts";
import { searchField } from "./contact-search.ts";
import { clientParams, nameField, pageQuery, reasonField } from "./fields.ts";

const tag = "Contatos";
const base = "/v1/clients/{clientId}/contacts";
const one = `${base}/{contactId}` as const;
const contactParams = clientParams.extend({ contactId: z.uuid() });

/** People that a tenant writes to, and their wish not to be written to. */
export const contactOperations = [
  operation({
    id: "listContacts",
    method: "get",
    path: base,
    tag,
    summary: "Os contatos, do mais novo ao mais antigo; busca por nome ou telefone",
    roles: everyRole,
    params: clientParams,
    query: pageQuery.extend({
      after: z.uuid().optional(),
      search: searchField.optional(),
      state: z.enum(["all", "opted-out"]).default("all"),
    }),
    answer: pageOf(contactItemSchema),
    perform: ({ actor, params, query: { state, ...page } }, { database }) =>
      database.platformContacts.list(actor, params.clientId, { ...page, optedOut: state === "opted-out" }),
  }),
  operation({
    id: "readContact",
    method: "get",
    path: one,
    tag,
    summary: "Um contato: endereços, saídas, listas e o que recebeu por último",
    roles: everyRole,
    params: contactParams,
    answer: contactSchema,
    perform: ({ actor, params: { clientId, contactId } }, { database }) =>
      database.platformContacts.read(actor, clientId, contactId),
  }),
  operation({
    id: "changeContact",
    method: "patch",
    path: one,
    tag,
    summary: "Muda o nome de um contato",
    roles: ["owner", "operator"],
    params: contactParams,
    body: z.strictObject({ name: nameField.nullable().optional() }),
    answer: contactSchema,
    perform: ({ actor, params: { clientId, contactId }, body }, { database }) =>
      database.platformContacts.change(actor, clientId, contactId, body),
  }),
  ...(["opt-out", "opt-in"] as const).map((wish) =>
    operation({
      id: wish === "opt-out" ? "optContactOut" : "optContactIn",
      method: "post",
      path: `${one}/${wish}`,
      tag,
      summary:
        wish === "opt-out"
          ? "Anota que a pessoa não quer mensagens; vale na hora"
          : "Desfaz a saída, a pedido da pessoa",
      roles: ["owner", "operator"],
      params: contactParams,
      body: z.strictObject({ reason: reasonField }),
      answer: contactSchema,
      perform: ({ actor, params: { clientId, contactId }, body }, { database }) =>
        database.platformContacts.switchOptOut(actor, clientId, contactId, wish === "opt-out", body.reason),
    }),
  ),
  operation({
    id: "eraseContact",
    method: "post",
    path: `${one}/erase`,
    tag,
    summary: "Apaga os dados de uma pessoa (LGPD); a saída, se houver, continua valendo",
    roles: ["owner", "operator"],
    params: contactParams,
    body: z.strictObject({ reason: reasonField }),
    answer: contactSchema,
    perform: ({ actor, params: { clientId, contactId }, body }, { database }) =>
      database.platformContacts.erase(actor, clientId, contactId, body.reason),
  }),
];
