import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  AppError,
  attempt,
  currentCorrelationId,
  type LogFields,
  type Reporter,
  withLogContext,
} from "@nova/error-handler";
import { decodePush, readDeadLetter, type Topic } from "@nova/queue";
import { acceptedCorrelationId, correlationIdIn } from "./correlation.ts";
import { noteOutcome } from "./in-flight.ts";
import { parseJson } from "./parse-json.ts";
import { readBody } from "./read-body.ts";
import { withDeadline } from "./with-deadline.ts";

export type PushContext = {
  messageId: string;
  attempt: number;
  correlationId: string;
  /** Adds facts to the one line that is logged of this message. */
  note: (fields: LogFields) => void;
  /** True once SIGTERM came: what has not begun must not begin; throw `request.draining` instead. */
  draining: () => boolean;
};
export type Handle<T> = (data: T, context: PushContext) => Promise<unknown> | unknown;

/** A message that will not be handled: what it was and why. `body` is the push as it came, cut at 20,000 characters. */
export type DeadLetterRecord = { topic: string; reason: string; messageId: string; body: string };
export type RecordDeadLetter = (record: DeadLetterRecord) => Promise<unknown>;

type Options<T> = {
  topic: Topic<T>;
  handle: Handle<T>;
  recordDeadLetter: RecordDeadLetter;
  reporter: Reporter;
  draining: () => boolean;
  bodyLimitBytes?: number | undefined;
};
type Receive = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Pub/Sub carries 10 MB; base64 and the wrapper make it 14. */
const pushLimitBytes = 14 * 1024 * 1024;
const keptCharacters = 20_000;
/** An alert must not cost the ack deadline. */
const alertMs = 5_000;

/** The two handlers of a topic worker. Nothing they take is lost: it is handled, recorded, or delivered again. */
export function createReceivePush<T>(options: Options<T>): { message: Receive; deadLetter: Receive } {
  const { topic, handle, recordDeadLetter, reporter, draining, bodyLimitBytes = pushLimitBytes } = options;

  async function read(req: IncomingMessage): Promise<{ bytes: Buffer; body: unknown }> {
    const bytes = await readBody(req, bodyLimitBytes);
    const body = parseJson(bytes, req.headers["content-type"]);
    // SIGTERM may have come while the body did: what has not begun must not begin.
    if (draining()) throw drainingError();
    return { bytes, body };
  }

  async function alert(error: AppError, ids: PushIds): Promise<void> {
    await attempt(() =>
      withDeadline(reporter.report(error, { topic: topic.name, ...ids }), alertMs, "alert"),
    );
  }

  /** Recorded first, told second, acknowledged last; a record that fails is a 503, so that it comes again. */
  async function setAside(res: ServerResponse, error: AppError, bytes: Buffer, ids: PushIds): Promise<void> {
    const kept = await attempt(() =>
      recordDeadLetter({
        topic: topic.name,
        reason: storable(`${error.code}: ${error.message}`, 1_000),
        messageId: ids.messageId,
        body: storable(bytes.toString("utf8"), keptCharacters),
      }),
    );
    if (!kept.ok) {
      await alert(kept.error, ids);
      noteOutcome(res, { outcome: "redeliver", code: kept.error.code });
      return answer(res, 503);
    }
    await alert(error, ids);
    noteOutcome(res, { outcome: "dead-letter", code: error.code });
    answer(res, 204);
  }

  async function message(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { bytes, body } = await read(req);
    const push = await attempt(() => decodePush(topic, body));
    if (!push.ok) {
      const messageId = nameOf(readDeadLetter(body).messageId, bytes);
      noteOutcome(res, { topic: topic.name, messageId });
      return setAside(res, push.error, bytes, { messageId });
    }
    const { data, messageId, attempt: delivery } = push.value;
    const correlationId = carryOn(req, res, push.value.correlationId);
    const context = { messageId, attempt: delivery, correlationId };
    noteOutcome(res, { topic: topic.name, ...context });

    await withLogContext({ topic: topic.name, ...context }, async () => {
      const note = (fields: LogFields) => noteOutcome(res, fields);
      const done = await attempt(async () => handle(data, { ...context, note, draining }));
      if (done.ok) return answer(res, 204);
      const ids = { messageId, attempt: delivery };
      if (done.error.retry === "never") return setAside(res, done.error, bytes, ids);
      noteOutcome(res, { outcome: "redeliver", code: done.error.code });
      if (done.error.code === drainingCode) return answer(res, 503); // stopping is no fault
      await alert(done.error, ids);
      answer(res, 500);
    });
  }

  async function deadLetter(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { bytes, body } = await read(req);
    const letter = readDeadLetter(body);
    const messageId = nameOf(letter.messageId, bytes);
    noteOutcome(res, { topic: topic.name, messageId });
    const subscription = letter.sourceSubscription?.slice(0, 300) ?? "its subscription";
    const text = `given up after ${letter.deliveryAttempts ?? "too many"} deliveries by ${subscription}`;
    const error = new AppError("queue.dead-letter", text, { retry: "never" });
    await withLogContext({ correlationId: carryOn(req, res, letter.correlationId) }, () =>
      setAside(res, error, bytes, { messageId }),
    );
  }

  return { message, deadLetter };
}

const drainingCode = "request.draining";

/** What a handler throws that was about to begin when SIGTERM came: the message is delivered again, nobody is told. */
export function drainingError(): AppError {
  return new AppError(drainingCode, "this instance is stopping", { retry: "safe" });
}

type PushIds = { messageId: string; attempt?: number };

/** The message's own correlation id goes on, unless the request named another. */
function carryOn(req: IncomingMessage, res: ServerResponse, fromMessage: string | undefined): string {
  const given = correlationIdIn(req.headers) ?? acceptedCorrelationId(fromMessage);
  const correlationId = given ?? currentCorrelationId() ?? "";
  noteOutcome(res, { correlationId });
  if (!res.headersSent) res.setHeader("x-correlation-id", correlationId);
  return correlationId;
}

function answer(res: ServerResponse, status: number): void {
  if (res.destroyed) return;
  res.statusCode = status;
  res.end();
}

/** The id of a push that is set aside; one without a usable id is named by its bytes, so that it is known again. */
function nameOf(messageId: string | undefined, bytes: Buffer): string {
  if (messageId !== undefined && /^[\w.:-]{1,200}$/.test(messageId)) return messageId;
  return `sha256:${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}`;
}

/** Text that Postgres takes: no NUL, no half characters, bounded. */
function storable(text: string, characters: number): string {
  return text.slice(0, characters).replaceAll("\u0000", "").toWellFormed();
}
