/** How long a burst of messages is waited for, in milliseconds: `quietMs` after the last one, `capMs` after the first. */
export type Debounce = { quietMs: number; capMs: number };

export const usualDebounce: Debounce = { quietMs: 5_000, capMs: 60_000 };

/** When an answer is due, in milliseconds since 1970. Somebody who never stops typing is answered all the same. */
export function answerDueAt(firstUnanswered: number, last: number, { quietMs, capMs }: Debounce): number {
  return Math.min(last + quietMs, firstUnanswered + capMs);
}
