import * as z from "zod";
import type { MessageContent } from "../inbound-event.ts";
import { list, maybe, maybeId, maybeName, maybeNumber, maybeText, phoneDigits } from "../lenient-fields.ts";

export const locationField = maybe(
  z.object({ latitude: z.number(), longitude: z.number(), name: maybeName, address: maybeName }),
);
export const referralField = maybe(
  z.object({ source_type: maybeName, source_id: maybeId, ctwa_clid: maybeId, headline: maybeName }),
);
const contact = z.object({ name: maybe(z.object({ formatted_name: maybeName })), phones: list });
const phone = z.object({ wa_id: maybeText, phone: maybeText });
const item = z.object({
  product_retailer_id: maybeId,
  quantity: maybeNumber,
  item_price: maybeNumber,
  currency: maybeName,
});

/** The ad behind a first message; undefined where nothing tells it. */
export function readReferral(given: z.infer<typeof referralField>): MessageContent["referral"] {
  const { source_type: sourceType, source_id: sourceId, ctwa_clid: clickId, headline } = given ?? {};
  if (!sourceId && !clickId) return undefined;
  return {
    ...(sourceType && { sourceType }),
    ...(sourceId && { sourceId }),
    ...(clickId && { clickId }),
    ...(headline && { headline }),
  };
}

/** One shared contact; none for what has neither name nor phone. */
export function sharedContact(given: unknown): { name?: string; phone?: string }[] {
  const { data } = contact.safeParse(given);
  const name = data?.name?.formatted_name;
  const { wa_id: waId, phone: written } = phone.safeParse(data?.phones[0]).data ?? {};
  const digits = phoneDigits(waId) ?? phoneDigits(written?.slice(0, 64).replace(/\D/g, ""));
  return name || digits ? [{ ...(name && { name }), ...(digits && { phone: digits }) }] : [];
}

/** One line of an order; none for what names no product. */
export function orderItem(given: unknown): NonNullable<MessageContent["order"]> {
  const { data } = item.safeParse(given);
  if (!data?.product_retailer_id) return [];
  const { product_retailer_id: id, quantity, item_price: price, currency } = data;
  return [
    {
      id,
      ...(quantity !== undefined && { quantity }),
      ...(price !== undefined && { price }),
      ...(currency && { currency }),
    },
  ];
}
