import { type AppError, type ErrorContext, toAppError } from "./app-error.ts";
import type { Logger } from "./logger.ts";

/** Where a failure is told: people (notify) or Error Reporting. A sink must never throw into the job. */
export type ErrorSink = (error: AppError, context: ErrorContext) => Promise<void> | void;

export type Reporter = {
  /** Reports the failure everywhere and returns when every sink has been asked; it never throws. */
  report: (thrown: unknown, context?: ErrorContext) => Promise<AppError>;
  /** Reports, then rethrows, so that Pub/Sub delivers again. */
  capture: (thrown: unknown, context?: ErrorContext) => Promise<never>;
};

/** A reporter over the log and the sinks that `main.ts` chooses. A broken sink is logged, not thrown. */
export function createReporter({ logger, sinks = [] }: { logger: Logger; sinks?: ErrorSink[] }): Reporter {
  async function report(thrown: unknown, context: ErrorContext = {}): Promise<AppError> {
    const error = toAppError(thrown);
    logger.error(error, context);
    const told = await Promise.allSettled(sinks.map(async (sink) => sink(error, context)));
    for (const one of told)
      if (one.status === "rejected") logger.warn("error sink failed", { reason: String(one.reason) });
    return error;
  }
  return {
    report,
    capture: async (thrown, context) => {
      throw await report(thrown, context);
    },
  };
}
