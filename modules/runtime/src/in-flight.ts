import type { ServerResponse } from "node:http";
import type { LogFields } from "@nova/error-handler";

const notes = new WeakMap<ServerResponse, LogFields>();

/** Adds ids and facts to the one line that is logged when this request ends. */
export function noteOutcome(res: ServerResponse, fields: LogFields): void {
  notes.set(res, { ...notes.get(res), ...fields });
}

/** What was noted about a request so far. */
export function notedOutcome(res: ServerResponse): LogFields {
  return notes.get(res) ?? {};
}

/** The requests that were taken and not yet answered. */
export type InFlight = {
  add(res: ServerResponse): void;
  count(): number;
  /** Makes every open answer the last one on its connection. */
  closeAfterAnswer(): void;
  /** Resolves when nothing is open any more. */
  idle(): Promise<void>;
};

/** Counts open requests; one is open until its answer left or its sender went away. */
export function createInFlight(): InFlight {
  const open = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  return {
    add(res) {
      open.add(res);
      res.once("close", () => {
        open.delete(res);
        if (open.size > 0) return;
        for (const wake of waiting) wake();
        waiting.clear();
      });
    },
    count: () => open.size,
    closeAfterAnswer() {
      for (const res of open) res.shouldKeepAlive = false;
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  };
}
