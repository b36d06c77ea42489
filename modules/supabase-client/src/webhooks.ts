import { AppError } from "@nova/error-handler";
import * as z from "zod";
import type { CallFunction } from "./client.ts";

const endpointSchema = z.object({
  id: z.uuid(),
  clientId: z.uuid(),
  provider: z.enum(["meta", "evolution", "uazapi", "lancepilot"]),
  secret: z.string(),
});
export type WebhookEndpoint = z.infer<typeof endpointSchema>;

/** Campaigns that a template stopped: `status` is what the template is now. */
export const haltedSchema = z.array(
  z.object({ campaignId: z.uuid(), name: z.string(), template: z.string(), status: z.string() }),
);
export type Halted = z.infer<typeof haltedSchema>;

const ingestedSchema = z.object({
  duplicate: z.boolean(),
  eventId: z.uuid().nullish(),
  status: z.string(),
  applied: z.int(),
  unknownSenders: z.array(z.string()),
  sendIds: z.array(z.uuid()),
  senderChanges: z.array(z.object({ senderId: z.uuid(), status: z.string(), code: z.string().nullish() })),
  /** What failed by the provider's word, once per campaign and code. */
  failures: z
    .array(
      z.object({
        sendId: z.uuid(),
        clientId: z.uuid(),
        senderId: z.uuid(),
        campaignId: z.uuid().nullable(),
        code: z.string().nullable(),
      }),
    )
    .optional(),
  /** Campaigns after which people asked to be left alone. */
  optedOutOf: z.array(z.uuid()).optional(),
  /** Campaigns that stand still because of their template. */
  halted: haltedSchema.optional(),
  /** Conversations that the bot has to answer, and when. */
  conversations: z.array(z.object({ id: z.uuid(), wakeAt: z.iso.datetime({ offset: true }) })).optional(),
  /** Campaigns whose planner waited for a slice of which enough is known now. */
  slicesKnown: z.array(z.uuid()).optional(),
});
export type Ingested = z.infer<typeof ingestedSchema>;

export type Address = { kind: "phone" | "bsuid" | "lid"; value: string };
/** What one sender's part of a webhook body means to the ledger. Times are ISO-8601. */
export type IngestGroup = {
  sender: string;
  statuses: {
    externalId: string;
    trackId?: string;
    status: "sent" | "delivered" | "read" | "failed";
    at?: string;
    /** Another name of whoever got it. */
    userId?: string;
    errorCode?: string;
    errorTitle?: string;
  }[];
  /** `at`: when it was said; `contextId`: our message that it answers; `confirmation`: the one text that may still go out. */
  optOuts: (Address & { at?: string; name?: string; contextId?: string; confirmation?: string })[];
  optIns: (Address & { at?: string })[];
  senderState?: { state: "open" | "close"; code?: string };
  replies?: Reply[];
  /** What was said, in order; `direction` out: by a person on our side. */
  messages?: Said[];
  /** Messages that were edited or deleted; `direction` says by whom, and each may change its own alone. */
  changes?: { what: "edit" | "delete"; direction: "in" | "out"; externalId: string; text?: string }[];
  /** News of templates: their state, their quality, or both. */
  templateStatuses: { name: string; language: string; status?: string; quality?: string }[];
};
/** A message of a conversation. `toKind` and `toValue`: where an answer goes when that is not the address. */
export type Said = Address & {
  /** What else the same person is called. */
  alsoKnownAs?: Address[];
  direction: "in" | "out";
  externalId: string;
  type: string;
  name?: string;
  text?: string;
  replyTo?: string;
  media?: Record<string, unknown>;
  content?: Record<string, unknown>;
  toKind?: "jid";
  toValue?: string;
  at?: string;
};
/** A message from a contact, which may answer a send: who wrote it, and what it quotes or reacts to. */
export type Reply = Partial<Address> & {
  externalId: string;
  contextId?: string;
  isReaction?: true;
  at?: string;
};
export type Delivery = {
  provider: string;
  endpointId: string | null;
  /** Null for an app-level subscription: the sender then names the tenant. */
  clientId: string | null;
  bodyHash: string;
  body: string;
  groups: IngestGroup[];
  /** Why the body could not be read; it is kept all the same. */
  problem?: string;
};

/** What providers post. Each method is one SQL function. */
export function createWebhooks(call: CallFunction) {
  return {
    findEndpoint: (id: string) => call("find_webhook_endpoint", { p_id: id }, endpointSchema.nullable()),
    /** Stores the body once and applies it, in one transaction. A repeated body changes nothing. */
    ingest: ({ provider, endpointId, clientId, bodyHash, body, groups, problem }: Delivery) =>
      call(
        "ingest_webhook",
        {
          p_provider: provider,
          p_endpoint_id: endpointId,
          p_client_id: clientId,
          p_body_hash: bodyHash,
          p_body: body,
          p_groups: groups,
          p_problem: problem ?? null,
        },
        ingestedSchema,
      ),
    /** The same for many bodies of one provider that hold statuses only, in one transaction: one result each, in order. */
    ingestMany: async (provider: string, deliveries: readonly Omit<Delivery, "provider">[]) => {
      const ingested = await call(
        "ingest_webhooks",
        {
          p_provider: provider,
          p_deliveries: deliveries.map(({ endpointId, clientId, bodyHash, body, groups, problem }) => ({
            endpointId,
            clientId,
            bodyHash,
            body,
            groups,
            problem: problem ?? null,
          })),
        },
        z.array(ingestedSchema),
      );
      if (ingested.length === deliveries.length) return ingested;
      throw new AppError("database.unexpected_shape", "ingest_webhooks answered for other bodies", {
        retry: "unknown",
      });
    },
    saveEndpoint: (id: string, clientId: string, provider: string, sealedSecret: string) =>
      call(
        "save_webhook_endpoint",
        { p_id: id, p_client_id: clientId, p_provider: provider, p_secret: sealedSecret },
        z.uuid(),
      ),
    recordOptOut: (clientId: string, { kind, value }: Address, source: string) =>
      call(
        "record_opt_out",
        { p_client_id: clientId, p_kind: kind, p_value: value, p_source: source },
        z.boolean(),
      ),
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
