import type { WebhookEndpoint, Webhooks } from "@nova/supabase-client";

const maxKept = 1_000;
const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The endpoint behind an address, kept for a minute: a provider posts many times a second to the same one. */
export function createFindEndpoint(
  webhooks: Pick<Webhooks, "findEndpoint">,
  now: () => number,
  keepMs = 60_000,
) {
  const kept = new Map<string, { until: number; endpoint: WebhookEndpoint | null }>();

  return async function findEndpoint(id: string): Promise<WebhookEndpoint | null> {
    if (!isId.test(id)) return null;
    const known = kept.get(id);
    if (known && known.until > now()) return known.endpoint;
    const endpoint = await webhooks.findEndpoint(id);
    if (kept.size >= maxKept) kept.clear();
    kept.set(id, { until: now() + keepMs, endpoint });
    return endpoint;
  };
}
