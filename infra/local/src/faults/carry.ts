import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./fault.ts";

export type Reply = { status: number; headers: Record<string, string | string[]>; body: Buffer };

/** What a fault can do with a call that is on its way. */
export type Carriage = {
  /** Brings the request to where it belongs; undefined when there was no answer. */
  forward: () => Promise<Reply | undefined>;
  /** Ends the caller's process with SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>;
  /** Resolves when some later calls of the same point have gone by, or after a moment. */
  overtaken: () => Promise<void>;
  random: () => number;
  lateMs: number;
};

/** Brings a call to its end under a fault; undefined is an answer that never comes. */
export async function carry(fault: Fault | undefined, ways: Carriage): Promise<Reply | undefined> {
  const { forward, kill, overtaken, random, lateMs } = ways;
  switch (fault) {
    case "killed before":
      await kill();
      return undefined;
    case "killed after":
      await forward();
      await kill();
      return undefined;
    case "answer lost":
      await forward();
      return undefined;
    case "delivered twice":
      return twice(forward, random);
    case "out of order":
      await overtaken();
      return forward();
    case "10 s late": {
      const isRequestLate = random() < 0.5;
      if (isRequestLate) await sleep(lateMs);
      const reply = await forward();
      if (!isRequestLate) await sleep(lateMs);
      return reply;
    }
    default:
      return forward();
  }
}

/** At once or one after the other; the caller hears the first. */
async function twice(forward: Carriage["forward"], random: () => number): Promise<Reply | undefined> {
  if (random() < 0.5) {
    const [first] = await Promise.all([forward(), forward()]);
    return first;
  }
  const first = await forward();
  await forward();
  return first;
}
