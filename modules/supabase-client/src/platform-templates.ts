import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";
import { haltedSchema } from "./webhooks.ts";

export const templateKinds = ["text", "meta"] as const;
export const templateStatuses = ["draft", "pending", "approved", "paused", "disabled", "rejected"] as const;

export const templateSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  language: z.string(),
  version: z.int(),
  kind: z.enum(templateKinds),
  category: z.string().nullable(),
  body: z.string(),
  /** Header, body, footer and buttons of a template of Meta's, as Meta has them. */
  components: z.array(z.record(z.string(), z.unknown())),
  parameterFormat: z.enum(["positional", "named"]).nullable(),
  status: z.enum(templateStatuses),
  /** green, yellow, red, unknown. */
  quality: z.string().nullable(),
  accountId: z.string().nullable(),
  /** Through whom it was last listed. */
  senderId: z.uuid().nullable(),
  syncedAt: instantText.nullable(),
  createdAt: instantText,
  updatedAt: instantText,
});
export const templateWithVersionsSchema = templateSchema.extend({
  versions: z.array(z.object({ id: z.uuid(), version: z.int(), createdAt: instantText })),
});
const synced = z.object({ added: z.int(), changed: z.int(), removed: z.int(), halted: haltedSchema });
export const syncedTemplatesSchema = synced.extend({ items: z.array(templateSchema) });

const accessSchema = z.object({
  accountId: z.string(),
  /** Sealed for the sender's row. */
  credentials: z.string().nullable(),
  /** Sealed for the tenant's row: tenants made before senders had credentials of their own. */
  legacyToken: z.string().nullable(),
  /** The database's word for when the list was asked for, given back with it. */
  askedAt: z.string(),
});

/** One template of an account's list, as it is kept. */
export type ListedTemplate = {
  externalId: string | null;
  name: string;
  language: string;
  status: string;
  quality: string | null;
  category: string | null;
  parameterFormat: "positional" | "named";
  body: string;
  definition: Record<string, unknown>[];
};
type Filter = {
  kind?: (typeof templateKinds)[number] | undefined;
  status?: (typeof templateStatuses)[number] | undefined;
};
type TextTemplate = { id: string; name: string; body: string; language: string };
type AskedList = { senderId: string; accountId: string; askedAt: string };

/** Templates on behalf of a person (`actor`): SQL asserts the role and keeps the audit. */
export function createPlatformTemplates(call: CallFunction) {
  return {
    list: (actor: string, clientId: string, { kind, status, after, limit }: PageRequest & Filter) =>
      call(
        "list_templates",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_kind: kind ?? null,
          p_status: status ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(templateSchema),
      ),
    read: (actor: string, clientId: string, templateId: string) =>
      call(
        "read_template",
        { p_actor: actor, p_client_id: clientId, p_template_id: templateId },
        templateWithVersionsSchema,
      ),
    /** A changed text is a new version. */
    saveText: (actor: string, clientId: string, { id, name, body, language }: TextTemplate) =>
      call(
        "save_text_template",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_id: id,
          p_name: name,
          p_body: body,
          p_language: language,
        },
        templateSchema,
      ),
    openSync: (actor: string, clientId: string, senderId: string) =>
      call(
        "open_template_sync",
        { p_actor: actor, p_client_id: clientId, p_sender_id: senderId },
        accessSchema,
      ),
    /** The whole list of an account: what is not on it is gone. */
    saveSynced: (actor: string, clientId: string, asked: AskedList, templates: readonly ListedTemplate[]) =>
      call(
        "save_templates",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_sender_id: asked.senderId,
          p_account_id: asked.accountId,
          p_asked_at: asked.askedAt,
          p_templates: templates,
        },
        syncedTemplatesSchema,
        { timeoutMs: 60_000 },
      ),
  };
}

export type PlatformTemplates = ReturnType<typeof createPlatformTemplates>;
