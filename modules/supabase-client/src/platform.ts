import * as z from "zod";
import type { CallFunction } from "./client.ts";

/** A moment as SQL writes it: what passes through to people stays text. */
export const instantText = z.iso.datetime({ offset: true });
export const memberRoles = ["owner", "operator", "attendant"] as const;
export const memberRoleSchema = z.enum(memberRoles);
export type MemberRole = z.infer<typeof memberRoleSchema>;

const clientStatus = z.enum(["active", "suspended"]);
/** What a tenant may set for itself. A setting that is not there has its default. */
export const clientSettingsSchema = z.object({
  language: z.enum(["pt-BR", "en"]).optional(),
  timeZone: z.string().optional(),
});
export type ClientSettings = z.infer<typeof clientSettingsSchema>;

export const actorSchema = z.object({
  userId: z.uuid(),
  email: z.string().nullable(),
  isPlatformAdmin: z.boolean(),
  memberships: z.array(
    z.object({
      clientId: z.uuid(),
      slug: z.string(),
      name: z.string(),
      status: clientStatus,
      role: memberRoleSchema,
    }),
  ),
});
export const clientSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  status: clientStatus,
  settings: clientSettingsSchema,
  createdAt: instantText,
});
export const memberSchema = z.object({
  userId: z.uuid(),
  email: z.string().nullable(),
  role: memberRoleSchema,
  since: instantText,
});

/** One page of a list; `next` is where the next one begins, null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
export type PageRequest = { after?: string | undefined; limit: number };

type Account = { userId?: string | undefined; email?: string | undefined };

/** Tenants and their people, each call on behalf of a person (`actor`): SQL asserts the role and keeps the audit. */
export function createPlatform(call: CallFunction) {
  return {
    /** Who a person is here; a stranger has no memberships. */
    readActor: (actor: string) => call("read_actor", { p_actor: actor }, actorSchema),
    /** The one call without a person behind it: the command line names who runs the platform. */
    makePlatformAdmin: (email: string) => call("make_platform_admin", { p_email: email }, z.uuid()),
    listClients: (actor: string, { after, limit }: PageRequest) =>
      call("list_clients", { p_actor: actor, p_after: after ?? null, p_limit: limit }, pageOf(clientSchema)),
    readClient: (actor: string, clientId: string) =>
      call("read_client", { p_actor: actor, p_client_id: clientId }, clientSchema),
    createClient: (actor: string, { id, slug, name }: { id: string; slug: string; name: string }) =>
      call("create_client", { p_actor: actor, p_id: id, p_slug: slug, p_name: name }, clientSchema),
    /** Settings are merged; null takes one back to its default. */
    changeClient: (
      actor: string,
      clientId: string,
      {
        name,
        settings,
      }: { name?: string | undefined; settings?: Readonly<Record<string, unknown>> | undefined },
    ) =>
      call(
        "change_client",
        { p_actor: actor, p_client_id: clientId, p_name: name ?? null, p_settings: settings ?? {} },
        clientSchema,
      ),
    setClientStatus: (actor: string, clientId: string, status: "active" | "suspended", reason: string) =>
      call(
        "set_client_status",
        { p_actor: actor, p_client_id: clientId, p_status: status, p_reason: reason },
        clientSchema,
      ),
    listMembers: (actor: string, clientId: string) =>
      call("list_members", { p_actor: actor, p_client_id: clientId }, z.array(memberSchema)),
    addMember: (actor: string, clientId: string, { userId, email }: Account, role: MemberRole) =>
      call(
        "add_member",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_user_id: userId ?? null,
          p_email: email ?? null,
          p_role: role,
        },
        memberSchema,
      ),
    changeMember: (actor: string, clientId: string, userId: string, role: MemberRole) =>
      call(
        "change_member",
        { p_actor: actor, p_client_id: clientId, p_user_id: userId, p_role: role },
        memberSchema,
      ),
    removeMember: (actor: string, clientId: string, userId: string) =>
      call("remove_member", { p_actor: actor, p_client_id: clientId, p_user_id: userId }, z.null()),
  };
}

export type Platform = ReturnType<typeof createPlatform>;
