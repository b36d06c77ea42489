import {
  pageOf,
  syncedTemplatesSchema,
  templateKinds,
  templateSchema,
  templateStatuses,
  templateWithVersionsSchema,
} from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation } from "../operation.ts";
import { syncTemplates } from "../sync-templates.ts";
import { clientParams, pageQuery } from "./fields.ts";

const tag = "Modelos";
const base = "/v1/clients/{clientId}/templates";
const templateInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    // Those names are the campaigns' own.
    .refine((name) => !name.startsWith("campaign:"), {
      error: "Não comece com campaign:",
      params: { en: "Do not begin with campaign:" },
    }),
  body: z.string().trim().min(1).max(4_096).describe("{{variável}}, {{variável|reserva}} e {a|b} valem"),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/)
    .default("pt_BR"),
});

/** What may be sent: texts of one's own, and what Meta approved. */
export const templateOperations = [
  operation({
    id: "listTemplates",
    method: "get",
    path: base,
    tag,
    summary: "Os modelos, cada um na versão mais nova",
    roles: everyRole,
    params: clientParams,
    query: pageQuery.extend({
      after: z.uuid().optional(),
      kind: z.enum(templateKinds).optional(),
      status: z.enum(templateStatuses).optional(),
    }),
    answer: pageOf(templateSchema),
    perform: ({ actor, params, query }, { database }) =>
      database.platformTemplates.list(actor, params.clientId, query),
  }),
  operation({
    id: "readTemplate",
    method: "get",
    path: `${base}/{templateId}`,
    tag,
    summary: "Uma versão de um modelo, e quais outras há",
    roles: everyRole,
    params: clientParams.extend({ templateId: z.uuid() }),
    answer: templateWithVersionsSchema,
    perform: ({ actor, params: { clientId, templateId } }, { database }) =>
      database.platformTemplates.read(actor, clientId, templateId),
  }),
  operation({
    id: "createTemplate",
    method: "post",
    path: base,
    tag,
    summary: "Guarda um texto; o mesmo nome com outro texto é uma nova versão",
    roles: ["owner", "operator"],
    creates: true,
    status: 201,
    params: clientParams,
    body: templateInput,
    answer: templateSchema,
    perform: ({ actor, params: { clientId }, body, newId }, { database }) =>
      database.platformTemplates.saveText(actor, clientId, { id: newId(), ...body }),
  }),
  operation({
    id: "syncTemplates",
    method: "post",
    path: `${base}/sync`,
    tag,
    summary: "Traz da Meta os modelos da conta de um remetente, com estado e qualidade",
    roles: ["owner", "operator"],
    params: clientParams,
    body: z.strictObject({ senderId: z.uuid() }),
    answer: syncedTemplatesSchema,
    perform: ({ actor, params: { clientId }, body: { senderId } }, ports) =>
      syncTemplates(ports, { actor, clientId, senderId }),
  }),
];
