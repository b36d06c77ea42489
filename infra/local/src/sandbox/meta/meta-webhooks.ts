import type { SandboxCore } from "../core.ts";
import type { Entry } from "../record/entry.ts";
import type { StatusEvent } from "../webhooks/status-event.ts";
import { conversationId, metaSignature, phoneNumberOf } from "./identity.ts";
import { metaStatusError } from "./meta-errors.ts";

const MOST_PER_POST = 6;
const FIRST_RETRY_MS = 5_000;
const SLOWEST_RETRY_MS = 3_600_000;
const RETRY_FOR_MS = 7 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Meta resends anything that was not answered 200, ever more slowly, for seven days. */
export function metaRetryAfterMs(tries: number): number | null {
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), SLOWEST_RETRY_MS);
  return tries * waitMs > RETRY_FOR_MS ? null : waitMs;
}

/** One element of `statuses[]`. */
export function metaStatus({ entry, status, at }: StatusEvent) {
  const day = entry.at.slice(0, 10);
  const category = entry.type === "template" ? "marketing" : "service";
  const isFree = category === "service";
  const conversation = {
    id: conversationId(entry.sender, entry.waId, day),
    ...(status === "sent" ? { expiration_timestamp: seconds(Date.parse(entry.at) + DAY_MS) } : {}),
    origin: { type: category },
  };
  return {
    id: entry.id,
    status,
    timestamp: seconds(at),
    ...(entry.waId.includes(".") ? { recipient_user_id: entry.waId } : { recipient_id: entry.waId }),
    ...(entry.trackId.startsWith("hash:") ? {} : { biz_opaque_callback_data: entry.trackId }),
    ...(status === "sent" || status === "delivered"
      ? {
          conversation,
          pricing: {
            billable: !isFree,
            pricing_model: "PMP",
            category,
            type: isFree ? "free_customer_service" : "regular",
          },
        }
      : {}),
    ...(status === "failed" ? { errors: [metaStatusError(Number(entry.ends))] } : {}),
  };
}

/** The envelope of one change of the `messages` field. */
export function metaEnvelope(phoneNumberId: string, value: Record<string, unknown>) {
  const { displayPhoneNumber, wabaId } = phoneNumberOf(phoneNumberId);
  const metadata = { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId };
  return {
    object: "whatsapp_business_account",
    entry: [
      {
        id: wabaId,
        changes: [{ value: { messaging_product: "whatsapp", metadata, ...value }, field: "messages" }],
      },
    ],
  };
}

/** What a phone's message looks like to the business; a tapped button says which kind of message it was on. */
export function metaInbound(message: {
  entry: Entry;
  name: string;
  button?: { id: string; title: string } | undefined;
  context?: { id: string; type: string } | undefined;
}) {
  const { entry, name, button, context } = message;
  const { displayPhoneNumber } = phoneNumberOf(entry.sender);
  const common = {
    from: entry.waId,
    id: entry.id,
    timestamp: seconds(Date.parse(entry.at)),
  };
  const replied = context ? { context: { from: displayPhoneNumber, id: context.id } } : {};
  const content = !button
    ? { type: "text", ...replied, text: { body: entry.text } }
    : context?.type === "template"
      ? { type: "button", ...replied, button: { payload: button.id, text: button.title } }
      : { type: "interactive", ...replied, interactive: { type: "button_reply", button_reply: button } };
  return metaEnvelope(entry.sender, {
    contacts: [{ profile: { name }, wa_id: entry.waId }],
    messages: [{ ...common, ...content }],
  });
}

/** Posts to the app's callback URL, signed over the very bytes that leave. */
export function createMetaWebhooks(core: SandboxCore) {
  async function post(value: unknown): Promise<boolean> {
    const url = core.state.metaWebhookUrl;
    if (!url) return true;
    const body = JSON.stringify(value);
    return core.courier.deliver({
      url: () => core.state.metaWebhookUrl ?? url,
      body,
      headers: {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        "x-hub-signature-256": metaSignature(body, core.settings.metaAppSecret),
      },
      timeoutMs: 20_000,
      isTaken: (status) => status === 200,
      retryAfterMs: metaRetryAfterMs,
    });
  }

  async function tell(events: StatusEvent[]): Promise<void> {
    const bySender = Map.groupBy(events, (event) => event.entry.sender);
    await Promise.all(
      [...bySender].flatMap(([sender, own]) =>
        inBatches(own, core.random).map(async (batch) => {
          const taken = await post(metaEnvelope(sender, { statuses: batch.map(metaStatus) }));
          if (taken) for (const event of batch) core.record.tell(event.n, event.status);
        }),
      ),
    );
  }

  return { post, tell };
}

function inBatches<T>(items: T[], random: () => number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; ) {
    const size = 1 + Math.floor(random() * MOST_PER_POST);
    batches.push(items.slice(start, start + size));
    start += size;
  }
  return batches;
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1_000));
}
