import { profiles } from "@nova/pacing";
import { senderSchema } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation } from "../operation.ts";
import { credentialsInput, sealCredentials } from "../sender-credentials.ts";
import { profileInput } from "../sender-profile.ts";
import { wakePlanner } from "../wake-planner.ts";
import { clientParams, nameField, reasonField } from "./fields.ts";

const tag = "Remetentes";
const base = "/v1/clients/{clientId}/senders";
export const senderParams = clientParams.extend({ senderId: z.uuid() });
const accountId = z.string().trim().min(1).max(100).nullable();
const priority = z.int().min(0).max(10_000);
const common = {
  name: nameField,
  accountId: accountId.optional(),
  priority: priority.optional(),
  profile: profileInput.optional(),
};

const senderInput = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("meta"),
    externalId: z
      .string()
      .regex(/^\d{5,25}$/)
      .describe("phone_number_id"),
    credentials: credentialsInput.options[0].omit({ provider: true }).optional(),
    ...common,
  }),
  z.strictObject({
    provider: z.literal("evolution"),
    externalId: z
      .string()
      .regex(/^[\w.-]{1,100}$/)
      .describe("nome da instância"),
    credentials: credentialsInput.options[1].omit({ provider: true }).optional(),
    ...common,
  }),
]);
const change = z.strictObject({
  name: nameField.optional(),
  accountId: accountId.optional(),
  priority: priority.optional(),
});
const defaults = { breaker: null, portfolioId: null };
const defaultProfiles = {
  meta: { kind: "official", ...profiles.official, ramp: profiles.official.ramp ?? null, ...defaults },
  evolution: { kind: "qr", ...profiles.qr, ramp: profiles.qr.ramp ?? null, ...defaults },
} as const;

/** Senders: one WhatsApp number or instance each. */
export const senderOperations = [
  operation({
    id: "listSenders",
    method: "get",
    path: base,
    tag,
    summary: "Os remetentes de um cliente",
    roles: everyRole,
    params: clientParams,
    answer: z.object({ items: z.array(senderSchema) }),
    perform: async ({ actor, params }, { database }) => ({
      items: await database.platformSenders.list(actor, params.clientId),
    }),
  }),
  operation({
    id: "readSender",
    method: "get",
    path: `${base}/{senderId}`,
    tag,
    summary: "Um remetente, com seu perfil",
    roles: everyRole,
    params: senderParams,
    answer: senderSchema,
    perform: ({ actor, params: { clientId, senderId } }, { database }) =>
      database.platformSenders.read(actor, clientId, senderId),
  }),
  operation({
    id: "createSender",
    method: "post",
    path: base,
    tag,
    summary: "Cria um remetente; sem perfil, vale o padrão do seu tipo, com rampa",
    roles: ["owner"],
    creates: true,
    status: 201,
    params: clientParams,
    body: senderInput,
    answer: senderSchema,
    perform: ({ actor, params: { clientId }, body, newId }, { database, vault }) => {
      const id = newId();
      const { profile = defaultProfiles[body.provider], credentials: _, ...sender } = body;
      const given = credentialsOf(body);
      const { sealed, hint, apiUrl } = given
        ? sealCredentials(given, { vault, clientId, senderId: id })
        : { sealed: undefined, hint: undefined, apiUrl: null };
      const row = { ...sender, id, credentials: sealed, credentialsHint: hint, apiUrl };
      return database.platformSenders.create(actor, clientId, row, {
        ...profile,
        warmUp: [...profile.warmUp],
      });
    },
  }),
  operation({
    id: "changeSender",
    method: "patch",
    path: `${base}/{senderId}`,
    tag,
    summary: "Muda nome, conta ou ordem de um remetente",
    roles: ["owner"],
    params: senderParams,
    body: change,
    answer: senderSchema,
    perform: ({ actor, params: { clientId, senderId }, body }, { database }) =>
      database.platformSenders.change(actor, clientId, senderId, body),
  }),
  operation({
    id: "changeSenderProfile",
    method: "put",
    path: `${base}/{senderId}/profile`,
    tag,
    summary: "Muda limites, horário, aquecimento, rampa e disjuntor; vale na hora",
    roles: ["owner"],
    params: senderParams,
    body: profileInput,
    answer: senderSchema,
    perform: async ({ actor, params: { clientId, senderId }, body }, ports) => {
      const sender = await ports.database.platformSenders.changeProfile(actor, clientId, senderId, body);
      await wakePlanner(ports);
      return sender;
    },
  }),
  operation({
    id: "setSenderCredentials",
    method: "put",
    path: `${base}/{senderId}/credentials`,
    tag,
    summary: "Troca as credenciais; depois só se vê como terminam",
    roles: ["owner"],
    params: senderParams,
    body: credentialsInput,
    answer: senderSchema,
    perform: ({ actor, params: { clientId, senderId }, body }, { database, vault }) =>
      database.platformSenders.setCredentials(
        actor,
        clientId,
        senderId,
        body.provider,
        sealCredentials(body, { vault, clientId, senderId }),
      ),
  }),
  ...(["disable", "enable", "reactivate"] as const).map((action) =>
    operation({
      id: `${action}Sender`,
      method: "post",
      path: `${base}/{senderId}/${action}`,
      tag,
      summary: {
        disable: "Desativa um remetente: nada mais sai por ele",
        enable: "Ativa de novo um remetente desativado",
        reactivate: "Libera um número em quarentena ou desconectado; ele passa a ser julgado de novo",
      }[action],
      roles: action === "reactivate" ? ["owner", "operator"] : ["owner"],
      params: senderParams,
      body: z.strictObject({ reason: reasonField }),
      answer: senderSchema,
      perform: async ({ actor, params: { clientId, senderId }, body }, ports) => {
        const { platformSenders } = ports.database;
        const sender = await platformSenders.switch(actor, clientId, senderId, action, body.reason);
        await wakePlanner(ports);
        return sender;
      },
    }),
  ),
];

function credentialsOf(body: z.infer<typeof senderInput>) {
  if (body.provider === "meta") return body.credentials && { provider: body.provider, ...body.credentials };
  return body.credentials && { provider: body.provider, ...body.credentials };
}
