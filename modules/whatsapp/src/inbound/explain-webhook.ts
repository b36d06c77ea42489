import * as z from "zod";
import type { InboundEvent, InboundProvider, WebhookSender } from "../inbound-event.ts";
import { canonicalWaId } from "../phone.ts";
import { parseWebhook } from "./parse-webhook.ts";

const explainedSchema = z.looseObject({
  kind: z.enum(["message", "edit", "delete", "status", "connection", "template", "preference", "error"]),
  /** Which of the tenant's numbers it came to. */
  sender: z.string().nullable(),
  externalId: z.string().nullable(),
  direction: z.enum(["in", "out"]).nullable(),
  /** As WhatsApp writes it; `person` is the one spelling that contacts are kept under. */
  phone: z.string().nullable(),
  lid: z.string().nullable(),
  userId: z.string().nullable(),
  person: z.string().nullable(),
  name: z.string().nullable(),
  type: z.string().nullable(),
  text: z.string().nullable(),
  media: z.looseObject({ fetchBy: z.string() }).nullable(),
  /** Null where the provider tells no time: then it is the time of receipt. */
  at: z.iso.datetime().nullable(),
});
type Explained = z.infer<typeof explainedSchema>;

export const explanationSchema = z.strictObject({
  provider: z.string(),
  events: z.array(explainedSchema),
  /** What is stored raw and goes no further; absent where there is nothing of the kind. */
  ignored: z.array(z.strictObject({ reason: z.string(), sender: z.string().nullable() })).optional(),
});
/** What a webhook's body becomes, for people to read. */
export type Explanation = z.infer<typeof explanationSchema>;

/** What the text of a body becomes. What is no JSON is stored as it came, and ignored. */
export function explainWebhook(provider: InboundProvider, body: string, receivedAt: Date): Explanation {
  const parsed = parseJson(body);
  if (!parsed) return { provider, events: [], ignored: [{ reason: "not JSON", sender: null }] };
  const events: Explained[] = [];
  const ignored: NonNullable<Explanation["ignored"]> = [];
  for (const group of parseWebhook(provider, parsed.value, receivedAt)) {
    const sender = senderOf(group.sender);
    for (const event of group.events) {
      if (event.kind === "ignored") ignored.push({ reason: event.reason, sender });
      else events.push(explain(event, sender));
    }
  }
  return { provider, events, ...(ignored.length > 0 && { ignored }) };
}

function explain(event: Exclude<InboundEvent, { kind: "ignored" }>, sender: string | null): Explained {
  switch (event.kind) {
    case "status": {
      const { recipientPhone: phone, recipientLid: lid, recipientUserId: userId, ...rest } = event;
      return filled({ ...rest, sender, direction: "out", phone, lid, userId, type: event.status });
    }
    case "sender-state":
      return filled({ kind: "connection", sender, type: event.state, state: event.state, code: event.code });
    case "template":
      return filled({ ...event, sender, type: event.status ?? "quality" });
    case "preference":
      return filled({ ...event, sender, direction: "in", type: event.wantsMarketing ? "resume" : "stop" });
    case "error":
      return filled({ ...event, sender, type: "error", text: event.errorTitle });
    case "edit":
      return filled({ ...event, sender, type: "edit", contentType: event.type });
    case "delete":
      return filled({ ...event, sender, type: "delete" });
    default:
      return filled({ ...event, sender });
  }
}

type Given = { [Field in Exclude<keyof Explained, "at" | "kind">]?: unknown } & {
  kind: Explained["kind"];
  at?: Date | null;
};

/** Every column is there, an absent one as null; what else is known follows. */
function filled({ at, ...given }: Given): Explained {
  const phone = typeof given.phone === "string" ? given.phone : null;
  const columns = { externalId: null, direction: null, phone, lid: null, userId: null, person: null };
  const all = { ...columns, name: null, type: null, text: null, media: null, at: null };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return explainedSchema.parse({
    kind: given.kind,
    sender: null,
    ...all,
    ...known,
    person: phone === null ? (known.userId ?? known.lid ?? null) : canonicalWaId(phone),
    at: at?.toISOString() ?? null,
  });
}

function senderOf({ phoneNumberId, instance, wabaId }: WebhookSender): string | null {
  return phoneNumberId ?? instance ?? wabaId ?? null;
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
