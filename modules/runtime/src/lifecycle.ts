import type { Server } from "node:http";
import type { Logger, Reporter } from "@nova/error-handler";
import type { InFlight } from "./in-flight.ts";
import { withDeadline } from "./with-deadline.ts";

/** The process as the shell sees it; tests give their own. */
export type Host = {
  on(
    event: "SIGTERM" | "SIGINT" | "uncaughtException" | "unhandledRejection",
    listener: (value: unknown) => void,
  ): void;
  exit(code: number): void;
};

/** The real process. */
export const processHost: Host = {
  on: (event, listener) => void process.on(event, listener),
  exit: (code) => process.exit(code),
};

/** How a stop is spent. Cloud Run kills 10 s after SIGTERM, so everything is over in 9.5. */
export type DrainBudget = { requestsMs: number; hooksMs: number; hardMs: number };

/** What runs between the last answer and the exit: flushing a publisher, a notifier. */
export type DrainHook = () => Promise<unknown> | unknown;

type Options = {
  server: Server;
  inFlight: InFlight;
  hooks: DrainHook[];
  logger: Logger;
  reporter: Reporter;
  host: Host;
  budget?: DrainBudget;
};

export type Lifecycle = { draining(): boolean; drain(signal: string): Promise<void> };

/** On SIGTERM: takes nothing new, lets what runs finish, runs the hooks, exits 0; 1 if something had to be cut. */
export function createLifecycle({
  server,
  inFlight,
  hooks,
  logger,
  reporter,
  host,
  budget,
}: Options): Lifecycle {
  const { requestsMs, hooksMs, hardMs } = budget ?? { requestsMs: 7_900, hooksMs: 1_000, hardMs: 9_500 };
  let draining = false;
  let faulted = false;

  async function drain(signal: string): Promise<void> {
    if (draining) return; // a second signal changes nothing
    draining = true;
    const startedAt = performance.now();
    setTimeout(() => host.exit(1), hardMs).unref();
    inFlight.closeAfterAnswer();
    logger.info("draining", { signal, inFlight: inFlight.count() });

    // The port stays open meanwhile: whoever still comes is told 503 instead of finding nobody.
    const finished = await within(inFlight.idle(), requestsMs, "requests in flight");
    const flushed = await Promise.all(hooks.map((hook) => within(call(hook), hooksMs, "drain hook")));
    server.close();
    await within(inFlight.idle(), finished ? 200 : 0, "late refusals");

    const clean = finished && flushed.every(Boolean);
    logger.info("stopped", { clean, cut: inFlight.count(), ms: Math.round(performance.now() - startedAt) });
    host.exit(clean ? 0 : 1);
  }

  async function within(work: Promise<unknown>, timeoutMs: number, what: string): Promise<boolean> {
    try {
      await withDeadline(work, timeoutMs, what);
      return true;
    } catch (thrown) {
      logger.warn("drain step failed", { step: what, reason: String(thrown) });
      return false;
    }
  }

  async function fault(thrown: unknown): Promise<void> {
    if (faulted) return;
    faulted = true;
    await within(reporter.report(thrown, { fatal: true }), 2_000, "fatal report");
    host.exit(1);
  }

  host.on("SIGTERM", () => void drain("SIGTERM"));
  host.on("SIGINT", () => void drain("SIGINT"));
  host.on("uncaughtException", (thrown) => void fault(thrown));
  host.on("unhandledRejection", (thrown) => void fault(thrown));
  return { draining: () => draining, drain };
}

async function call(hook: DrainHook): Promise<void> {
  await hook();
}
