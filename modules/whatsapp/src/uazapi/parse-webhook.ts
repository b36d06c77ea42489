import * as z from "zod";
import type { InboundEvent, ParsedWebhook } from "../inbound-event.ts";
import { briefWord, maybe, maybeName, maybeText, wordIn } from "../lenient-fields.ts";
import { readMessage } from "./read-message.ts";
import { readStatuses } from "./read-statuses.ts";

const root = z.object({
  EventType: z.string(),
  instanceName: maybeName,
  instance: maybe(z.object({ name: maybeName, status: maybeText, lastDisconnectReason: maybeText })),
  type: maybeName,
  message: z.unknown().optional(),
});
type Envelope = z.infer<typeof root>;

const states: Record<string, "open" | "connecting" | "close"> = {
  connected: "open",
  connecting: "connecting",
  disconnected: "close",
};

/**
 * Everything that one webhook of uazapi says. Never throws: what it cannot read becomes an `ignored` event, so that no
 * delivery passes without a trace. The body carries the instance's token, which goes into no event.
 */
export function parseUazapiWebhook(body: unknown): ParsedWebhook {
  const { data: envelope } = root.safeParse(body);
  if (!envelope) return [{ sender: {}, events: [ignored("not a webhook of uazapi")] }];
  const instance = envelope.instanceName ?? envelope.instance?.name;
  return [{ sender: { ...(instance && { instance }) }, events: readEvents(envelope, body) }];
}

function readEvents(envelope: Envelope, body: unknown): InboundEvent[] {
  const event = envelope.EventType.toLowerCase();
  switch (event) {
    case "messages": {
      const { message } = envelope;
      return Array.isArray(message) && message.length > 0 ? message.map(readMessage) : [readMessage(message)];
    }
    case "messages_update":
      return readStatuses(body);
    case "connection":
      return [readConnection(envelope)];
    default:
      return [ignored(`event ${briefWord(event)}`)];
  }
}

function readConnection({ instance, type }: Envelope): InboundEvent {
  const state = wordIn(states, instance?.status?.toLowerCase());
  if (!state) return ignored("connection without a known state");
  // "401: logged out from another device", or nothing but the kind of the event
  const code =
    state === "close" ? (/^\d{3}\b/.exec(instance?.lastDisconnectReason ?? "")?.[0] ?? type) : undefined;
  return { kind: "sender-state", state, ...(code && { code: briefWord(code) }) };
}

function ignored(reason: string): InboundEvent {
  return { kind: "ignored", reason };
}
