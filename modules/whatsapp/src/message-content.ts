import type { InboundType } from "./inbound-event.ts";

/** What a message says: its type in our words, its text or label, the id behind a button, the message it refers to. */
export type MessageContent = { type: InboundType; text?: string; buttonPayload?: string; contextId?: string };

type Read = { [Field in keyof MessageContent]: MessageContent[Field] | undefined } & { type: InboundType };

/** The content without what is absent or empty. */
export function messageContent({ type, text, buttonPayload, contextId }: Read): MessageContent {
  return {
    type,
    ...(text && { text }),
    ...(buttonPayload && { buttonPayload }),
    ...(contextId && { contextId }),
  };
}
