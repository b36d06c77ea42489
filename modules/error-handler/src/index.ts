export { AppError, type ErrorContext, type Retry, toAppError } from "./app-error.ts";
export { cloudLoggingSink, errorReportingSink } from "./cloud-sinks.ts";
export { insist } from "./insist.ts";
export {
  createLogger,
  currentCorrelationId,
  type LogFields,
  type Logger,
  type LogLevel,
  withLogContext,
} from "./logger.ts";
export { redact } from "./redact.ts";
export { createReporter, type ErrorSink, type Reporter } from "./report.ts";
export { attempt, type Result } from "./result.ts";
export { withTimeout } from "./with-timeout.ts";
