import { seededRandom } from "../seeded-random.ts";
import { waIdOf } from "../wa-id.ts";
import { type Fault, type FaultInput, faultSchema } from "./fault-schema.ts";

/** Whom a send comes from and goes to. */
export type SendTarget = {
  provider: "meta" | "evolution" | "discord" | "openai";
  sender: string;
  recipient: string;
};

/** How the statuses of one send are to be disturbed. */
export type StatusEffects = {
  copies: number;
  lateMs: number;
  lateStatuses: readonly string[] | null;
  reordered: boolean;
  failedCode: number | null;
  failedAfterSent: boolean;
  lost: readonly string[] | null;
  early: boolean;
};

type Refusal = Extract<Fault, { kind: "throttle" | "server-error" | "error" | "redirect" }>;
type Break = Extract<Fault, { kind: "timeout-before" | "timeout-after" | "reset" | "garbled" }>;

/** Everything the active faults do to one send. */
export type Effects = {
  latencyMs: number;
  refusal: Refusal | null;
  broken: Break | null;
  statuses: StatusEffects;
};

type Rule = { id: string; fault: Fault; random: () => number; hits: number; recipients: Set<string> | null };

export const undisturbed: StatusEffects = {
  copies: 0,
  lateMs: 0,
  lateStatuses: null,
  reordered: false,
  failedCode: null,
  failedAfterSent: false,
  lost: null,
  early: false,
};

/** Keeps the scripted faults and decides, repeatably, which sends they strike. */
export function createFaultEngine(seed: number) {
  const rules = new Map<string, Rule>();
  let made = 0;

  function add(input: FaultInput) {
    const fault = faultSchema.parse(input);
    made++;
    const id = fault.id ?? `fault-${made}`;
    const recipients =
      fault.recipient === undefined ? null : new Set([fault.recipient].flat().map((phone) => waIdOf(phone)));
    rules.set(id, { id, fault, recipients, hits: 0, random: seededRandom(fault.seed ?? seed * 7919 + made) });
    return describe(id);
  }

  function describe(id: string) {
    const rule = rules.get(id);
    if (!rule) return null;
    const spent = rule.fault.times !== undefined && rule.hits >= rule.fault.times;
    return { ...rule.fault, id, hits: rule.hits, spent };
  }

  function strikes(rule: Rule, target: SendTarget): boolean {
    const { fault, recipients } = rule;
    if (fault.kind === "refuse") return false;
    if (fault.times !== undefined && rule.hits >= fault.times) return false;
    if (fault.provider !== undefined && fault.provider !== target.provider) return false;
    if (fault.sender !== undefined && fault.sender !== target.sender) return false;
    if (recipients && !recipients.has(waIdOf(target.recipient))) return false;
    if (fault.rate < 1 && rule.random() >= fault.rate) return false;
    rule.hits++;
    return true;
  }

  /** Asks each fault whether it strikes this send, and counts it. */
  function take(target: SendTarget): Effects {
    const effects: Effects = { latencyMs: 0, refusal: null, broken: null, statuses: undisturbed };
    for (const rule of rules.values()) {
      if (strikes(rule, target)) applyFault(effects, rule);
    }
    return effects;
  }

  return {
    add,
    take,
    list: () => [...rules.keys()].map(describe),
    remove: (id: string) => rules.delete(id),
    clear: () => rules.clear(),
  };
}

export type FaultEngine = ReturnType<typeof createFaultEngine>;

function applyFault(effects: Effects, { fault, random }: Rule): void {
  switch (fault.kind) {
    case "latency":
      effects.latencyMs += fault.ms + Math.round(random() * fault.jitterMs);
      return;
    case "throttle":
    case "server-error":
    case "error":
    case "redirect":
      effects.refusal ??= fault;
      return;
    case "timeout-before":
    case "timeout-after":
    case "reset":
    case "garbled":
      effects.broken ??= fault;
      return;
    default:
      effects.statuses = disturb(effects.statuses, fault);
  }
}

function disturb(statuses: StatusEffects, fault: Fault): StatusEffects {
  switch (fault.kind) {
    case "duplicate-statuses":
      return { ...statuses, copies: statuses.copies + fault.copies };
    case "late-statuses":
      return { ...statuses, lateMs: fault.ms, lateStatuses: fault.statuses ?? null };
    case "reordered-statuses":
      return { ...statuses, reordered: true };
    case "failed-status":
      return { ...statuses, failedCode: fault.code, failedAfterSent: fault.afterSent };
    case "lost-statuses":
      return { ...statuses, lost: fault.statuses ?? ["sent", "delivered", "read", "failed"] };
    case "early-statuses":
      return { ...statuses, early: true };
    default:
      return statuses;
  }
}
