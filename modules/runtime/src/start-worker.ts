import type { Topic } from "@nova/queue";
import type { RequestHandler } from "express";
import { createShell, type Running, type ShellOptions } from "./create-shell.ts";
import { createReceivePush, type Handle, type RecordDeadLetter } from "./receive-push.ts";

export type WorkerOptions<T> = ShellOptions & {
  topic: Topic<T>;
  /** Return means acknowledged; throw means deliver again, unless the error says `retry: "never"`. */
  handle: Handle<T>;
  recordDeadLetter: RecordDeadLetter;
  /** Needed only where no Cloud Run checks the push's token. */
  verifyPush?: ((authorization: string | undefined) => Promise<void>) | undefined;
  bodyLimitBytes?: number | undefined;
};

/** Starts a service that a topic wakes: `POST /` is a message, `POST /dead-letter` one that was given up on. */
export function startWorker<T>(options: WorkerOptions<T>): Promise<Running> {
  const { verifyPush } = options;
  return createShell(options, (app, { draining }) => {
    const { message, deadLetter } = createReceivePush({ ...options, draining });
    const verify: RequestHandler = async (req, _res, next) => {
      await verifyPush?.(req.headers.authorization);
      next();
    };
    app.post("/", verify, message);
    app.post("/dead-letter", verify, deadLetter);
  });
}
