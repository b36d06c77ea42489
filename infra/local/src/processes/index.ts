export { createSupervisor, type Supervisor } from "./create-supervisor.ts";
export type { Exit, ReadyWhen } from "./launch.ts";
export { type RunResult, runToEnd } from "./run-to-end.ts";
export type { Started, SupervisedSpec } from "./supervised-process.ts";
