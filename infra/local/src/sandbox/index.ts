export type { Fault, FaultInput } from "./faults/fault-schema.ts";
export { metaSignature } from "./meta/identity.ts";
export type { SandboxOptions } from "./options.ts";
export type { Entry } from "./record/entry.ts";
export type { Summary } from "./record/summary.ts";
export { type Sandbox, startSandbox } from "./start-sandbox.ts";
