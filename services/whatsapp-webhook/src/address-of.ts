import type { Address } from "@nova/supabase-client";
import { canonicalWaId, type MessageEvent } from "@nova/whatsapp";

/** The name that a person is kept under: the phone where there is one, in its one spelling. */
export function addressOf({
  phone,
  userId,
  lid,
}: Pick<MessageEvent, "phone" | "userId" | "lid">): Address | undefined {
  const canonical = phone === null ? null : canonicalWaId(phone);
  if (canonical) return { kind: "phone", value: canonical };
  if (userId !== undefined) return { kind: "bsuid", value: clean(userId) };
  return lid === undefined ? undefined : { kind: "lid", value: clean(lid) };
}

/** The other names that a message tells of the same person: next time it may come under one of them alone. */
export function otherNamesOf(
  { userId, lid }: Pick<MessageEvent, "userId" | "lid">,
  { kind }: Address,
): Address[] {
  return [addressOf({ phone: null, userId }), addressOf({ phone: null, lid })]
    .filter((name) => name !== undefined)
    .filter((name) => name.kind !== kind);
}

/** Postgres stores neither NUL nor half a surrogate pair, and vendors' strings may hold both. */
export function clean(text: string): string {
  return text.replaceAll("\u0000", "").toWellFormed();
}
