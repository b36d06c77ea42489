import type { InboundProvider } from "@nova/whatsapp";

/** Where a gateway writes the key with which one could send in its name, in every body it posts. */
const fields: Partial<Record<InboundProvider, RegExp>> = {
  evolution: /("apikey"\s*:\s*")(?:[^"\\]|\\.)*/g,
  uazapi: /("token"\s*:\s*")(?:[^"\\]|\\.)*/g,
};

/**
 * The body as it may be kept: a key of the provider's has no place in a database. Every other byte stays, also of what
 * is no JSON or no UTF-8.
 */
export function withoutKeys(provider: InboundProvider, raw: Buffer): Buffer {
  const field = fields[provider];
  if (field === undefined) return raw;
  return Buffer.from(raw.toString("latin1").replace(field, "$1[removed]"), "latin1");
}
