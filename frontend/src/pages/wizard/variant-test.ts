import type { Body } from "../../api/create-api.ts";
import { type Content, contentOf, contentOnly, isContentComplete, messageOf } from "./content.ts";

type Stored = NonNullable<Body<"createCampaign">["variants"]>;
export type VariantKey = Stored["items"][number]["key"];
export const laterKeys = ["B", "C", "D"] as const satisfies readonly VariantKey[];
export const variantMetrics = ["replied", "read", "delivered"] as const satisfies readonly Stored["metric"][];

/** A test of messages while it is being set up: A is the campaign's own message, these are the others. */
export type VariantTest = Omit<Stored, "items"> & { others: Content[] };

/** A test to begin with: the same message once more, to be changed. */
export function newTest(own: Content): VariantTest {
  return {
    sharePercent: 20,
    metric: "replied",
    decideAfterMinutes: 240,
    minimumEach: 50,
    others: [contentOnly(own)],
  };
}

/** What the API is given of a test. */
export function testBodyOf({ others, ...test }: VariantTest): Stored {
  const items = others.flatMap((content, index) => {
    const key = laterKeys[index];
    return key ? [{ key, message: messageOf(content) }] : [];
  });
  return { ...test, items };
}

/** A stored test as it was set up. */
export function testOf({
  sharePercent,
  metric,
  decideAfterMinutes,
  minimumEach,
  items,
}: Stored): VariantTest {
  const others = items.map(({ message }) => contentOf(message));
  return { sharePercent, metric, decideAfterMinutes, minimumEach, others };
}

/** Whether nothing of a test is left open, and its figures are ones that the API takes. */
export function isTestComplete(test: VariantTest): boolean {
  const { sharePercent, decideAfterMinutes, minimumEach, others } = test;
  return (
    isBetween(sharePercent, 5, 50) &&
    isBetween(decideAfterMinutes, 15, 10_080) &&
    isBetween(minimumEach, 1, 1_000_000) &&
    others.every(isContentComplete)
  );
}

const isBetween = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;
