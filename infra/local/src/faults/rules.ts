import type { AwaitPoint, Call } from "./await-points.ts";
import type { Fault } from "./fault.ts";

/** A fault that waits at a point for its moment. */
export type Rule = {
  point: string;
  fault: Fault;
  /** How many calls it lets pass first. */
  skip: number;
  /** How often it strikes in all. */
  times: number;
  /** The share of the calls that it strikes, after those it skips. */
  share: number;
  /** Strikes every call of the first so many attempts, however often they are repeated. */
  attempts?: number;
  /** Strikes no more once this point has been reached. */
  until?: string;
  /** Part of a cell's scenery: it is not what the cell is about. */
  scenery?: boolean;
};
export type Armed = Rule & { seen: number; fired: number };

/** Holds the faults of a cell and says which one strikes a call; the same seed gives the same choices for the same calls. */
export function createRules(random: () => number) {
  const armed: Armed[] = [];
  const struck = new Map<Armed, Set<string>>();
  const reached = new Set<string>();

  function strikes(rule: Armed, call: Call): boolean {
    if (rule.until !== undefined && reached.has(rule.until)) return false;
    if (rule.attempts !== undefined) {
      const known = struck.get(rule) ?? new Set();
      struck.set(rule, known);
      const attempt = attemptOf(call.body);
      if (attempt === undefined || (!known.has(attempt) && known.size >= rule.attempts)) return false;
      known.add(attempt);
      return true;
    }
    rule.seen++;
    return rule.seen > rule.skip && rule.fired < rule.times && (rule.share >= 1 || random() < rule.share);
  }

  return {
    add(rule: Rule): Armed {
      const one = { ...rule, seen: 0, fired: 0 };
      armed.push(one);
      return one;
    },
    /** The fault that strikes this call, which is thereby counted. */
    strike(point: AwaitPoint, call: Call): Fault | undefined {
      reached.add(point.name);
      const rule = armed.find((one) => one.point === point.name && strikes(one, call));
      if (rule) rule.fired++;
      return rule?.fault;
    },
    list: (): readonly Armed[] => armed,
    clear() {
      armed.length = 0;
      struck.clear();
      reached.clear();
    },
  };
}

export type Rules = ReturnType<typeof createRules>;

/** The attempt that a claim or an outcome is about. */
export function attemptOf(body: string): string | undefined {
  return /"p_attempt_id":"([0-9a-f-]{36})"/.exec(body)?.[1];
}
