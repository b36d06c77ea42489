import { costOf, listPrices, type Usage } from "@nova/llm";

const dearest = Object.values(listPrices)
  .flat()
  .reduce((most, price) => ({
    from: "2000-01-01",
    input: Math.max(most.input, price.input),
    output: Math.max(most.output, price.output),
  }));

/**
 * What a call cost, in millionths of a US dollar. A model whose price nobody knows costs as much as the dearest one that is
 * known: a ceiling closes too early rather than never.
 */
export function priceOf(model: string, usage: Usage, at: Date): number {
  const { cachedTokens: _, ...uncached } = usage;
  return costOf(model, usage, at) ?? costOf("any", uncached, at, { any: [dearest] }) ?? 0;
}
