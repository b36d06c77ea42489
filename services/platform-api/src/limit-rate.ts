import { AppError } from "@nova/error-handler";

type Options = { perSecond: number; burst: number; maxActors?: number; now: () => number };

/**
 * Holds each person to a rate, per instance: a page in a loop must not cost the others their answers. Throws
 * `request.too-many` with how long to wait.
 */
export function createRateLimit({
  perSecond,
  burst,
  maxActors = 10_000,
  now,
}: Options): (actor: string) => void {
  const buckets = new Map<string, { left: number; at: number }>();
  return (actor) => {
    const at = now();
    const known = buckets.get(actor);
    const left = known ? Math.min(burst, known.left + ((at - known.at) / 1_000) * perSecond) : burst;
    buckets.delete(actor); // so that the first in the map is the one not seen for longest
    if (left < 1) {
      buckets.set(actor, { left, at });
      throw new AppError("request.too-many", "too many requests", {
        retry: "never",
        retryAfterMs: Math.ceil(((1 - left) / perSecond) * 1_000),
      });
    }
    const [oldest] = buckets.keys();
    if (buckets.size >= maxActors && oldest !== undefined) buckets.delete(oldest);
    buckets.set(actor, { left: left - 1, at });
  };
}
