import type { InboundType, Media, MessageContent } from "./inbound-event.ts";

type Absent<T> = { [Field in keyof T]?: T[Field] | undefined };
type Read = Absent<MessageContent> & { type: InboundType };

/** The content without what is absent or empty. */
export function messageContent(read: Read): MessageContent {
  const { type, text, buttonPayload, contextId, media, location, contacts } = read;
  const { referral, order, form, newPhone, errorCode } = read;
  return {
    type,
    ...(text && { text }),
    ...(buttonPayload && { buttonPayload }),
    ...(contextId && { contextId }),
    ...(media && { media }),
    ...(location && { location }),
    ...(contacts && contacts.length > 0 && { contacts }),
    ...(referral && { referral }),
    ...(order && order.length > 0 && { order }),
    ...(form && { form }),
    ...(newPhone && { newPhone }),
    ...(errorCode && { errorCode }),
  };
}

/** The media without what is absent or empty. */
export function mediaOf(fetchBy: Media["fetchBy"], read: Absent<Omit<Media, "fetchBy">>): Media {
  const { id, url, mimeType, fileName, bytes, seconds, voice, inline } = read;
  return {
    fetchBy,
    ...(id && { id }),
    ...(url && { url }),
    ...(mimeType && { mimeType }),
    ...(fileName && { fileName }),
    ...(bytes !== undefined && bytes >= 0 && { bytes }),
    ...(seconds !== undefined && seconds >= 0 && { seconds }),
    ...(voice && { voice }),
    ...(inline && { inline }),
  };
}
