import * as z from "zod";

const statuses = z.array(z.enum(["sent", "delivered", "read", "failed"])).min(1);

const target = {
  id: z.string().min(1).max(80).optional(),
  provider: z.enum(["meta", "evolution", "discord", "openai"]).optional(),
  /** Phone number id, instance name, Discord webhook id or model. */
  sender: z.string().optional(),
  recipient: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  /** The share of matching sends that it strikes. */
  rate: z.number().min(0).max(1).default(1),
  /** How many sends it strikes before it is spent; 1 is a one-shot. */
  times: z.int().min(1).optional(),
  seed: z.int().optional(),
};

const fault = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ kind: z.literal(kind), ...target, ...shape });

const waitMs = z.int().min(0).max(600_000);

const anyFault = z.discriminatedUnion("kind", [
  fault("latency", { ms: waitMs, jitterMs: waitMs.default(0) }),
  /** Refused for speed, in the vendor's own words; `code` picks one of Meta's limits. */
  fault("throttle", {
    retryAfterMs: waitMs.default(1_000),
    code: z.int().optional(),
    status: z.int().optional(),
  }),
  fault("server-error", { status: z.int().min(500).max(599).default(503) }),
  /** Refused with one of the vendor's codes; Evolution has none, only a status and a text. OpenAI's are words. */
  fault("error", {
    code: z.union([z.int(), z.string().regex(/^\w{1,64}$/)]),
    status: z.int().min(400).max(599).optional(),
    message: z.string().min(1).optional(),
  }),
  /** Answered by a redirect, as by a proxy in front of the vendor; never accepted. */
  fault("redirect", {}),
  /** Never accepted; the caller hears nothing, then a reset. */
  fault("timeout-before", { ms: waitMs.default(30_000) }),
  /** Accepted, recorded and its statuses told; only the answer is lost. */
  fault("timeout-after", { ms: waitMs.default(30_000) }),
  fault("reset", {}),
  /** Accepted, recorded and its statuses told; the answer is no JSON. */
  fault("garbled", {}),
  /** The whole sandbox refuses connections for a while, once, at the moment it is asked to. */
  fault("refuse", { ms: waitMs.default(1_000) }),
  fault("duplicate-statuses", { copies: z.int().min(1).max(20).default(1) }),
  fault("late-statuses", { ms: waitMs, statuses: statuses.optional() }),
  fault("reordered-statuses", {}),
  fault("failed-status", { code: z.int().default(131026), afterSent: z.boolean().default(false) }),
  fault("lost-statuses", { statuses: statuses.optional() }),
  /** The first statuses arrive before the answer to the send. */
  fault("early-statuses", {}),
]);

/** What can be made to go wrong, and for whom. */
export const faultSchema = anyFault.refine(
  (one) => one.kind !== "error" || typeof one.code === "number" || one.provider === "openai",
  { message: "only OpenAI's errors have names", path: ["code"] },
);

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;
