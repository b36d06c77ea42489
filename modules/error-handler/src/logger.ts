import { AsyncLocalStorage } from "node:async_hooks";
import { toAppError } from "./app-error.ts";
import { redact } from "./redact.ts";

export type LogFields = Record<string, unknown>;
export type LogLevel = "debug" | "info" | "warn" | "error";

const severities = { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR" } as const;
const ranks: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Marks a log line as an error event for Cloud Error Reporting, which reads stdout: no SDK is needed for it. */
const reportedErrorEvent =
  "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent";

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Logs a failure with its code, retry and context, in the form that Cloud Error Reporting picks up. */
  error(thrown: unknown, fields?: LogFields): void;
}

type Options = { service: string; level?: LogLevel; version?: string; write?: (line: string) => void };

const requestContext = new AsyncLocalStorage<LogFields>();

/** Adds `fields` (correlation id, trace, message id) to every line logged while `work` runs, however deep. */
export function withLogContext<T>(fields: LogFields, work: () => T): T {
  return requestContext.run({ ...requestContext.getStore(), ...fields }, work);
}

/** The correlation id of what is being handled now, so that what is published carries it on. */
export function currentCorrelationId(): string | undefined {
  const id = requestContext.getStore()?.correlationId;
  return typeof id === "string" ? id : undefined;
}

/** A logger that writes one JSON line per call, in Cloud Logging's format, to stdout. Texts are redacted. */
export function createLogger({ service, level = "info", version = "dev", write }: Options): Logger {
  const out = write ?? ((line: string) => void process.stdout.write(line));

  function line(lineLevel: LogLevel, message: string, fields: LogFields = {}): void {
    if (ranks[lineLevel] < ranks[level]) return;
    const fixed = { severity: severities[lineLevel], message, service };
    out(`${encode(() => ({ ...fixed, ...requestContext.getStore(), ...fields })) ?? encode(() => fixed)}\n`);
  }

  return {
    debug: (message, fields) => line("debug", message, fields),
    info: (message, fields) => line("info", message, fields),
    warn: (message, fields) => line("warn", message, fields),
    error: (thrown, fields) => {
      const error = toAppError(thrown);
      const shown = error.cause instanceof Error ? error.cause : error;
      line("error", error.message, {
        "@type": reportedErrorEvent,
        serviceContext: { service, version },
        stack_trace: shown.stack,
        code: error.code,
        retry: error.retry,
        ...error.context,
        ...fields,
      });
    },
  };
}

function redactText(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" ? redact(value) : value;
}

/** As JSON, or undefined for what cannot be written: a circle, a getter that throws. A log line must never fail a job. */
function encode(entry: () => object): string | undefined {
  try {
    return JSON.stringify(entry(), redactText);
  } catch {
    return undefined;
  }
}
