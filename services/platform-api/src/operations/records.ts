import { auditEventSchema, flagSchema, pageOf } from "@nova/supabase-client";
import * as z from "zod";
import { operation } from "../operation.ts";
import { clientParams, eventPageQuery } from "./fields.ts";

const auditQuery = eventPageQuery.extend({
  action: z.string().min(1).max(100).optional(),
  /** Of one person. */
  by: z.uuid().optional(),
});
const flagParams = z.object({ key: z.string().regex(/^[a-z][a-z0-9_]{0,60}$/) });

/** Who did what, and the platform's switches. */
export const recordOperations = [
  operation({
    id: "listAuditEvents",
    method: "get",
    path: "/v1/clients/{clientId}/audit-events",
    tag: "Auditoria",
    summary: "Quem fez o quê em um cliente, do mais novo ao mais antigo",
    roles: ["owner", "platform_admin"],
    params: clientParams,
    query: auditQuery,
    answer: pageOf(auditEventSchema),
    perform: ({ actor, params, query }, { database }) =>
      database.platformRecords.listAudit(actor, params.clientId, query),
  }),
  operation({
    id: "listPlatformAuditEvents",
    method: "get",
    path: "/v1/audit-events",
    tag: "Auditoria",
    summary: "Quem fez o quê na própria plataforma",
    roles: ["platform_admin"],
    query: auditQuery,
    answer: pageOf(auditEventSchema),
    perform: ({ actor, query }, { database }) => database.platformRecords.listAudit(actor, null, query),
  }),
  operation({
    id: "listFeatureFlags",
    method: "get",
    path: "/v1/feature-flags",
    tag: "Chaves",
    summary: "As chaves de funcionalidades",
    roles: ["platform_admin"],
    answer: z.object({ items: z.array(flagSchema) }),
    perform: async ({ actor }, { database }) => ({ items: await database.platformRecords.listFlags(actor) }),
  }),
  operation({
    id: "setFeatureFlag",
    method: "put",
    path: "/v1/feature-flags/{key}",
    tag: "Chaves",
    summary: "Liga, desliga ou ajusta uma chave que o código conhece",
    roles: ["platform_admin"],
    params: flagParams,
    body: z.looseObject({ enabled: z.boolean() }),
    answer: flagSchema,
    perform: ({ actor, params, body }, { database }) =>
      database.platformRecords.setFlag(actor, params.key, body),
  }),
];
