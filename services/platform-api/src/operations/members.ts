import { memberRoleSchema, memberSchema } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation } from "../operation.ts";
import { clientParams } from "./fields.ts";

const tag = "Membros";
const memberParams = clientParams.extend({ userId: z.uuid() });
const account = z
  .strictObject({ userId: z.uuid().optional(), email: z.email().max(320).optional(), role: memberRoleSchema })
  .refine(({ userId, email }) => (userId === undefined) !== (email === undefined), {
    error: "Diga userId ou email, um dos dois",
    params: { en: "Say userId or email, one of the two" },
  });

/** Who may see a tenant, and as what. */
export const memberOperations = [
  operation({
    id: "listMembers",
    method: "get",
    path: "/v1/clients/{clientId}/members",
    tag,
    summary: "Quem faz parte de um cliente",
    roles: [...everyRole, "platform_admin"],
    params: clientParams,
    answer: z.object({ items: z.array(memberSchema) }),
    perform: async ({ actor, params }, { database }) => ({
      items: await database.platform.listMembers(actor, params.clientId),
    }),
  }),
  operation({
    id: "addMember",
    method: "post",
    path: "/v1/clients/{clientId}/members",
    tag,
    summary: "Adiciona uma conta, por id ou e-mail confirmado",
    roles: ["owner", "platform_admin"],
    status: 201,
    params: clientParams,
    body: account,
    answer: memberSchema,
    perform: ({ actor, params, body: { role, ...who } }, { database }) =>
      database.platform.addMember(actor, params.clientId, who, role),
  }),
  operation({
    id: "changeMember",
    method: "patch",
    path: "/v1/clients/{clientId}/members/{userId}",
    tag,
    summary: "Muda o papel de um membro",
    roles: ["owner", "platform_admin"],
    params: memberParams,
    body: z.strictObject({ role: memberRoleSchema }),
    answer: memberSchema,
    perform: ({ actor, params, body }, { database }) =>
      database.platform.changeMember(actor, params.clientId, params.userId, body.role),
  }),
  operation({
    id: "removeMember",
    method: "delete",
    path: "/v1/clients/{clientId}/members/{userId}",
    tag,
    summary: "Remove um membro; o último proprietário fica",
    roles: ["owner", "platform_admin"],
    status: 204,
    params: memberParams,
    perform: ({ actor, params }, { database }) =>
      database.platform.removeMember(actor, params.clientId, params.userId),
  }),
];
