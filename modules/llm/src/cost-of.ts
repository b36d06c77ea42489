import type { Usage } from "./port.ts";

/** US dollars for a million tokens, which is millionths of a dollar for one. */
export type Price = { from: string; input: number; cached?: number; output: number };
export type PriceTable = Readonly<Record<string, readonly Price[]>>;

/**
 * The vendors' list prices for tokens of text, each from the day on which it held. Lists change: a deployment that has to be
 * exact gives its own. What is paid by the minute (`whisper-1`) has no price here.
 */
export const listPrices: PriceTable = {
  "gpt-4.1": [{ from: "2025-04-14", input: 2, cached: 0.5, output: 8 }],
  "gpt-4.1-mini": [{ from: "2025-04-14", input: 0.4, cached: 0.1, output: 1.6 }],
  "gpt-4.1-nano": [{ from: "2025-04-14", input: 0.1, cached: 0.025, output: 0.4 }],
  "gpt-4o": [
    { from: "2024-05-13", input: 5, output: 15 },
    { from: "2024-10-02", input: 2.5, cached: 1.25, output: 10 },
  ],
  "gpt-4o-mini": [{ from: "2024-07-18", input: 0.15, cached: 0.075, output: 0.6 }],
  "gpt-5": [{ from: "2025-08-07", input: 1.25, cached: 0.125, output: 10 }],
  "gpt-5-mini": [{ from: "2025-08-07", input: 0.25, cached: 0.025, output: 2 }],
  "gpt-5-nano": [{ from: "2025-08-07", input: 0.05, cached: 0.005, output: 0.4 }],
  "gpt-4o-transcribe": [{ from: "2025-03-20", input: 6, output: 10 }],
  "gpt-4o-mini-transcribe": [{ from: "2025-03-20", input: 3, output: 5 }],
  "text-embedding-3-small": [{ from: "2024-01-25", input: 0.02, output: 0 }],
  "text-embedding-3-large": [{ from: "2024-01-25", input: 0.13, output: 0 }],
};

/**
 * What a call cost, in millionths of a US dollar, rounded up. Undefined: nobody knows the model's price on that day, and a
 * ceiling must not take it for nothing.
 */
export function costOf(
  model: string,
  { promptTokens, completionTokens, cachedTokens = 0 }: Usage,
  at: Date,
  table: PriceTable = listPrices,
): number | undefined {
  const price = priceOf(model, at, table);
  if (!price) return undefined;
  const cached = Math.min(cachedTokens, promptTokens);
  const paid =
    (promptTokens - cached) * price.input +
    cached * (price.cached ?? price.input) +
    completionTokens * price.output;
  // Prices in binary are off by a hair, which must not become a whole millionth.
  return Math.ceil(Number(paid.toFixed(6)));
}

/** A dated version (`gpt-4.1-2025-04-14`) costs what its model does, unless it has a price of its own. */
function priceOf(model: string, at: Date, table: PriceTable): Price | undefined {
  const name = Object.hasOwn(table, model) ? model : model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const prices = Object.hasOwn(table, name) ? (table[name] ?? []) : [];
  const day = at.toISOString().slice(0, 10);
  return prices.filter(({ from }) => from <= day).toSorted((a, b) => (a.from < b.from ? 1 : -1))[0];
}
