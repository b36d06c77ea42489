import { type Admission, type Candidate, createAdmissions } from "./admission.ts";
import { createCaps } from "./caps.ts";
import { createTurns } from "./turns.ts";
import type { MinuteUsage, Plan, PlanInput } from "./types.ts";

const minuteMs = 60_000;

/**
 * Gives each pending send a slot, a reason of its own to wait, or (by being in neither list) its place in the line.
 * No cap or gap of the sender is ever exceeded, and nobody waits although a slot was free. Slots are whole milliseconds:
 * a fractional gap holds on average, so 12.5 ms gives slots 12 and 13 ms apart.
 */
export function planSlots({ profile, state, pending, campaigns, now, horizonMs, random }: PlanInput): Plan {
  const end = now + horizonMs;
  const caps = createCaps(profile, state, now);
  const { candidates, admit, book } = createAdmissions(profile, pending, {
    now,
    end,
    ...(campaigns && { campaigns }),
  });
  const turns = createTurns<Candidate>();
  const plan: Plan = { slots: [], deferrals: [], blocked: null, nextSlotAt: state.nextSlotAt, usage: [] };

  function wait(candidate: Candidate, { kind, at, reason }: Exclude<Admission, { kind: "ready" }>): void {
    if (kind === "wait" && at <= end) turns.add({ ...candidate, readyAt: at });
    else plan.deferrals.push({ id: candidate.send.id, notBefore: at, reason });
  }

  turns.release(now);
  for (const candidate of candidates) {
    const admission = admit(candidate, now);
    if (admission.kind === "ready") turns.add(candidate);
    else wait(candidate, admission);
  }

  let cursor = Math.max(now, state.nextSlotAt ?? now);
  if (Math.ceil(cursor) > end && !turns.isEmpty()) {
    plan.blocked = { reason: { code: "gap" }, until: Math.ceil(cursor) };
  }
  for (let at = Math.ceil(cursor); at <= end; at = Math.ceil(cursor)) {
    turns.release(at);
    const candidate = turns.peek();
    if (!candidate) {
      const nextReadyAt = turns.nextReadyAt();
      if (nextReadyAt === null) break;
      cursor = nextReadyAt;
      continue;
    }
    const admission = admit(candidate, at);
    if (admission.kind !== "ready") {
      turns.setAside();
      wait(candidate, admission);
      continue;
    }
    const free = caps.freeAt(at);
    if (free.reason !== null && free.at > end) {
      plan.blocked = { reason: free.reason, until: free.at };
      break;
    }
    if (free.at > at) {
      cursor = free.at;
      continue;
    }
    turns.serve();
    book(candidate, at);
    caps.take();
    plan.slots.push({ id: candidate.send.id, slotAt: at, notAfter: admission.notAfter });
    count(plan.usage, Math.floor(at / minuteMs));
    cursor += Math.max(0, profile.minGapMs) + (profile.gapJitterMs > 0 ? random() * profile.gapJitterMs : 0);
    plan.nextSlotAt = Math.ceil(cursor);
  }
  return plan;
}

function count(usage: MinuteUsage[], minute: number): void {
  const last = usage.at(-1);
  if (last?.minute === minute) last.used += 1;
  else usage.push({ minute, used: 1 });
}
