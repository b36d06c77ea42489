export { commonShape, publishShape, pushShape, webAddress } from "./common-shape.ts";
export type { Running, ShellConfig } from "./create-shell.ts";
export type { DeepReport, Health } from "./health.ts";
export { noteOutcome } from "./in-flight.ts";
export type { DrainHook } from "./lifecycle.ts";
export { isJson, parseJson } from "./parse-json.ts";
export { sendProblem } from "./problem.ts";
export { readBody, swallowRest } from "./read-body.ts";
export { readConfig } from "./read-config.ts";
export {
  type DeadLetterRecord,
  drainingError,
  type Handle,
  type PushContext,
  type RecordDeadLetter,
} from "./receive-push.ts";
export { linksTo, publisherSettings, pushVerifier } from "./settings.ts";
export { type HttpOptions, startHttp } from "./start-http.ts";
export { startWorker, type WorkerOptions } from "./start-worker.ts";
