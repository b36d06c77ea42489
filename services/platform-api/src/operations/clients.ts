import { clientSchema, pageOf } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation } from "../operation.ts";
import { clientParams, nameField, pageQuery, reasonField } from "./fields.ts";

const tag = "Clientes";
const slug = z
  .string()
  .min(2)
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const timeZone = z.string().refine(isTimeZone, {
  error: "Use um fuso da IANA, como America/Sao_Paulo",
  params: { en: "Use an IANA time zone, such as America/Sao_Paulo" },
});
/** null takes a setting back to its default. */
const settings = z.strictObject({
  language: z.enum(["pt-BR", "en"]).nullable().optional(),
  timeZone: timeZone.nullable().optional(),
});
const change = z.strictObject({ name: nameField.optional(), settings: settings.optional() });

/** Tenants: made by whoever runs the platform, kept by their owners. */
export const clientOperations = [
  operation({
    id: "listClients",
    method: "get",
    path: "/v1/clients",
    tag,
    summary: "Meus clientes; todos, para quem administra a plataforma",
    roles: "signed-in",
    query: pageQuery,
    answer: pageOf(clientSchema),
    perform: ({ actor, query }, { database }) => database.platform.listClients(actor, query),
  }),
  operation({
    id: "createClient",
    method: "post",
    path: "/v1/clients",
    tag,
    summary: "Cria um cliente",
    roles: ["platform_admin"],
    creates: true,
    status: 201,
    body: z.strictObject({ slug, name: nameField }),
    answer: clientSchema,
    perform: ({ actor, body, newId }, { database }) =>
      database.platform.createClient(actor, { id: newId(), ...body }),
  }),
  operation({
    id: "readClient",
    method: "get",
    path: "/v1/clients/{clientId}",
    tag,
    summary: "Um cliente",
    roles: [...everyRole, "platform_admin"],
    params: clientParams,
    answer: clientSchema,
    perform: ({ actor, params }, { database }) => database.platform.readClient(actor, params.clientId),
  }),
  operation({
    id: "changeClient",
    method: "patch",
    path: "/v1/clients/{clientId}",
    tag,
    summary: "Renomeia um cliente ou muda suas configurações",
    roles: ["owner", "platform_admin"],
    params: clientParams,
    body: change,
    answer: clientSchema,
    perform: ({ actor, params, body: { name, settings: given } }, { database }) =>
      database.platform.changeClient(actor, params.clientId, {
        name,
        settings: Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
      }),
  }),
  operation({
    id: "suspendClient",
    method: "post",
    path: "/v1/clients/{clientId}/suspend",
    tag,
    summary: "Suspende um cliente: nada mais dele é enviado",
    roles: ["platform_admin"],
    params: clientParams,
    body: z.strictObject({ reason: reasonField }),
    answer: clientSchema,
    perform: ({ actor, params, body }, { database }) =>
      database.platform.setClientStatus(actor, params.clientId, "suspended", body.reason),
  }),
  operation({
    id: "activateClient",
    method: "post",
    path: "/v1/clients/{clientId}/activate",
    tag,
    summary: "Ativa de novo um cliente suspenso",
    roles: ["platform_admin"],
    params: clientParams,
    body: z.strictObject({ reason: reasonField }),
    answer: clientSchema,
    perform: ({ actor, params, body }, { database }) =>
      database.platform.setClientStatus(actor, params.clientId, "active", body.reason),
  }),
];

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
