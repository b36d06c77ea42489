import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";

const variables = z.record(z.string(), z.unknown());

export const contactItemSchema = z.object({
  id: z.uuid(),
  /** None: nobody said, or it was erased. */
  name: z.string().nullable(),
  phone: z.string().nullable(),
  optedOut: z.boolean(),
  createdAt: instantText,
});
export const contactSchema = contactItemSchema.extend({
  erasedAt: instantText.nullable(),
  timeZone: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  aliases: z.array(z.object({ kind: z.string(), value: z.string() })),
  optOuts: z.array(
    z.object({
      kind: z.string(),
      value: z.string(),
      source: z.string(),
      at: instantText,
      revokedAt: instantText.nullable(),
    }),
  ),
  lists: z.array(z.object({ id: z.uuid(), name: z.string() })),
  recentSends: z.array(
    z.object({
      sendId: z.uuid(),
      campaignId: z.uuid().nullable(),
      campaignName: z.string().nullable(),
      status: z.string(),
      reason: z.string().nullable(),
      at: instantText,
    }),
  ),
});
export const contactListSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  members: z.int(),
  createdAt: instantText,
  updatedAt: instantText,
});
export const listMemberSchema = z.object({
  contactId: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  optedOut: z.boolean(),
  variables,
  position: z.int(),
});

/** What somebody looks for: patterns of `like`, and a phone in its canonical form. */
export type ContactSearch = { name: string; digits?: string | undefined; phone?: string | undefined };
type ContactPage = PageRequest & { search?: ContactSearch | undefined };

/** Contacts on behalf of a person (`actor`): SQL asserts the role and keeps the audit. */
export function createPlatformContacts(call: CallFunction) {
  return {
    list: (
      actor: string,
      clientId: string,
      { search, optedOut = false, after, limit }: ContactPage & { optedOut?: boolean },
    ) =>
      call(
        "list_contacts",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_search: search ?? null,
          p_opted_out: optedOut,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(contactItemSchema),
      ),
    read: (actor: string, clientId: string, contactId: string) =>
      call("read_contact", { p_actor: actor, p_client_id: clientId, p_contact_id: contactId }, contactSchema),
    change: (
      actor: string,
      clientId: string,
      contactId: string,
      change: { name?: string | null | undefined },
    ) =>
      call(
        "change_contact",
        { p_actor: actor, p_client_id: clientId, p_contact_id: contactId, p_change: change },
        contactSchema,
      ),
    switchOptOut: (actor: string, clientId: string, contactId: string, optedOut: boolean, reason: string) =>
      call(
        "switch_opt_out",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_contact_id: contactId,
          p_opted_out: optedOut,
          p_reason: reason,
        },
        contactSchema,
      ),
    /** Two transactions, since the first is slow and must hold nothing up. Safe to do again after a failure between them. */
    erase: async (actor: string, clientId: string, contactId: string, reason: string) => {
      const contact = { p_actor: actor, p_client_id: clientId, p_contact_id: contactId };
      const traces = z.object({ sends: z.int(), webhooks: z.int() });
      await call("forget_traces", contact, traces, { timeoutMs: 60_000 });
      return call("erase_contact", { ...contact, p_reason: reason }, contactSchema, { timeoutMs: 60_000 });
    },
  };
}

/** Lists of contacts on behalf of a person. */
export function createPlatformLists(call: CallFunction) {
  return {
    list: (actor: string, clientId: string, { after, limit }: PageRequest) =>
      call(
        "list_contact_lists",
        { p_actor: actor, p_client_id: clientId, p_after: after ?? null, p_limit: limit },
        pageOf(contactListSchema),
      ),
    read: (actor: string, clientId: string, listId: string) =>
      call(
        "read_contact_list",
        { p_actor: actor, p_client_id: clientId, p_list_id: listId },
        contactListSchema.extend({ variables: z.array(z.string()) }),
      ),
    create: (actor: string, clientId: string, listId: string, name: string) =>
      call(
        "save_contact_list",
        { p_actor: actor, p_client_id: clientId, p_list_id: listId, p_name: name, p_is_new: true },
        contactListSchema,
      ),
    rename: (actor: string, clientId: string, listId: string, name: string) =>
      call(
        "save_contact_list",
        { p_actor: actor, p_client_id: clientId, p_list_id: listId, p_name: name, p_is_new: false },
        contactListSchema,
      ),
    remove: (actor: string, clientId: string, listId: string) =>
      call("delete_contact_list", { p_actor: actor, p_client_id: clientId, p_list_id: listId }, z.null()),
    members: (actor: string, clientId: string, listId: string, { search, after, limit }: ContactPage) =>
      call(
        "list_members_of_list",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_list_id: listId,
          p_search: search ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(listMemberSchema),
      ),
    removeMember: (actor: string, clientId: string, listId: string, contactId: string) =>
      call(
        "remove_list_member",
        { p_actor: actor, p_client_id: clientId, p_list_id: listId, p_contact_id: contactId },
        z.null(),
      ),
  };
}

export type PlatformContacts = ReturnType<typeof createPlatformContacts>;
export type PlatformLists = ReturnType<typeof createPlatformLists>;
