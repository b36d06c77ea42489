import { createMinHeap, type MinHeap } from "./min-heap.ts";

export type Waiting = { index: number; campaignId: string | null; readyAt: number };

export type Turns<T extends Waiting> = {
  /** Puts an item in line; it has its turn from `readyAt` on. */
  add: (item: T) => void;
  /** Lets in what has become ready by `at`. */
  release: (at: number) => void;
  /** Whose turn it is. */
  peek: () => T | undefined;
  /** Takes that item out because it was served: the turn passes to the next campaign. */
  serve: () => void;
  /** Takes it out unserved: its campaign keeps the turn. */
  setAside: () => void;
  /** When the next item becomes ready. */
  nextReadyAt: () => number | null;
  isEmpty: () => boolean;
};

type Line<T> = { ready: MinHeap<T>; inRound: boolean };

/** Round-robin over campaigns, and within a campaign the order given. */
export function createTurns<T extends Waiting>(): Turns<T> {
  const later = createMinHeap<T>((item) => item.readyAt);
  const lines = new Map<string | null, Line<T>>();
  const round: Line<T>[] = [];
  let front = 0;
  let released = Number.NEGATIVE_INFINITY;

  function lineOf(campaignId: string | null): Line<T> {
    const line = lines.get(campaignId) ?? { ready: createMinHeap<T>((item) => item.index), inRound: false };
    lines.set(campaignId, line);
    return line;
  }

  function letIn(item: T): void {
    const line = lineOf(item.campaignId);
    line.ready.push(item);
    if (!line.inRound) round.push(line);
    line.inRound = true;
  }

  function takeOut(passTurn: boolean): void {
    const line = round[front];
    if (!line) return;
    line.ready.pop();
    line.inRound = line.ready.size > 0;
    if (line.inRound && !passTurn) return;
    front += 1;
    if (line.inRound) round.push(line);
  }

  return {
    add: (item) => (item.readyAt <= released ? letIn(item) : later.push(item)),
    release: (at) => {
      released = at;
      const due: T[] = [];
      for (let next = later.peek(); next && next.readyAt <= at; next = later.peek()) {
        later.pop();
        due.push(next);
      }
      for (const item of due.sort((a, b) => a.index - b.index)) letIn(item);
    },
    peek: () => round[front]?.ready.peek(),
    serve: () => takeOut(true),
    setAside: () => takeOut(false),
    nextReadyAt: () => later.peek()?.readyAt ?? null,
    isEmpty: () => later.size === 0 && front >= round.length,
  };
}
