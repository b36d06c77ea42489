/** Meta's categories; `service` is free text within 24 hours of the person's last message. */
export type MessageCategory = "marketing" | "utility" | "authentication" | "service";

/** A list price per delivered message to a Brazilian number, valid from a date until the next one of its category. */
export type Price = { category: MessageCategory; from: string; micros: number; currency: string };

/**
 * Meta's list prices for Brazil, in millionths. Volume discounts (utility, authentication) and the monthly free
 * allowance of service messages are left out, so that a cost is never too low.
 */
export const metaPrices: readonly Price[] = [
  { category: "marketing", from: "2025-07-01", micros: 62_500, currency: "USD" },
  { category: "utility", from: "2025-07-01", micros: 6_800, currency: "USD" },
  { category: "authentication", from: "2025-07-01", micros: 6_800, currency: "USD" },
  { category: "service", from: "2024-11-01", micros: 0, currency: "USD" },
  // Since then every reply is billed, at the utility price.
  { category: "service", from: "2026-10-01", micros: 6_800, currency: "USD" },
];

/** Messages of one day; `foreign` ones have no price here. */
export type DayOfMessages = { day: string; brazilian: number; foreign: number };

export type CampaignCost = {
  currency: string;
  /** If every message with a known price is delivered: only delivered ones are billed. */
  micros: number;
  /** The same less the share assumed never to be delivered. */
  expectedMicros: number;
  priced: number;
  /** Messages whose price is not known: before the table begins, or to another country. They are not in the sum. */
  unpriced: number;
  /** Each price that was used, and how many messages at it. */
  prices: { from: string; micros: number; messages: number }[];
};

type Billing = {
  kind: "qr" | "official";
  category: MessageCategory;
  days: readonly DayOfMessages[];
  failureShare: number;
  prices?: readonly Price[];
};

/** What a campaign costs at the provider, by the prices of each day. A paired phone costs nothing. */
export function estimateCost({
  kind,
  category,
  days,
  failureShare,
  prices = metaPrices,
}: Billing): CampaignCost {
  const list = prices.filter((price) => price.category === category);
  const cost: CampaignCost = {
    currency: list[0]?.currency ?? "USD",
    micros: 0,
    expectedMicros: 0,
    priced: 0,
    unpriced: 0,
    prices: [],
  };
  for (const { day, brazilian, foreign } of days) {
    if (kind === "qr") {
      cost.priced += brazilian + foreign;
      continue;
    }
    cost.unpriced += foreign;
    const price = priceOn(list, day);
    if (!price) {
      cost.unpriced += brazilian;
      continue;
    }
    cost.priced += brazilian;
    cost.micros += brazilian * price.micros;
    count(cost, price, brazilian);
  }
  cost.expectedMicros = Math.round(cost.micros * (1 - failureShare));
  return cost;
}

function priceOn(list: readonly Price[], day: string): Price | undefined {
  return list
    .filter(({ from }) => from <= day)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1);
}

function count({ prices }: CampaignCost, { from, micros }: Price, messages: number): void {
  if (messages === 0) return;
  const known = prices.find((price) => price.from === from);
  if (known) known.messages += messages;
  else prices.push({ from, micros, messages });
}
