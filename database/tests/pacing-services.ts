import { randomUUID } from "node:crypto";
import { planSlots, type Slot } from "@nova/pacing";
import type { World } from "./pacing-world.ts";

/** How the outside treats the services: when it is calm, nothing is lost, and wake-ups come promptly or as late as is said. */
export type Weather = { isCalm: boolean; latencyMs?: (sendId: string) => number };

/** Dispatchers and workers as they are, step by step: between two steps of one anything may happen. */
export function createServices(world: World, weather: Weather) {
  const { call, at, now, random, between, chance, pick } = world;
  const horizonSeconds = 120;
  const heard = new Map<string, number>();
  const standing: string[] = [];

  function latency(sendId: string): number {
    if (weather.latencyMs) return weather.latencyMs(sendId);
    if (weather.isCalm || chance(0.7)) return between(0, 300);
    return pick([() => between(-1_000, 0), () => between(1_000, 59_000), () => between(59_000, 100_000)])();
  }

  /** A wake-up for that time: early, late, twice or lost. */
  function publish(sendId: string, time: number): void {
    if (!weather.isCalm && chance(0.04)) return;
    const times = !weather.isCalm && chance(0.1) ? 2 : 1;
    for (let copy = 0; copy < times; copy++)
      at(Math.max(now(), time + latency(sendId)), () => deliver(sendId), true);
  }

  async function deliver(sendId: string): Promise<void> {
    const attemptId = randomUUID();
    const claim = await call("claim_send", sendId, attemptId);
    const what = [claim.kind, claim.reason ?? claim.status].filter(Boolean).join(" ");
    heard.set(what, (heard.get(what) ?? 0) + 1);
    if (claim.kind === "wait") return publish(sendId, Date.parse(claim.until));
    if (claim.kind !== "granted") return;
    if (!weather.isCalm && chance(0.04)) return; // crashed: its lease runs out
    if (!weather.isCalm && chance(0.04)) {
      at(now() + between(100, 20_000), () => call("abandon_send", sendId, attemptId)); // the answer never came
      return;
    }
    if (chance(0.05)) await call("claim_send", sendId, attemptId);
    at(now() + between(30, 4_000), () => settle(sendId, attemptId), true);
  }

  async function settle(sendId: string, attemptId: string): Promise<void> {
    const kind = weather.isCalm
      ? "sent"
      : pick(["sent", "sent", "sent", "sent", "later", "failed", "unconfirmed"]);
    const outcome = { kind, waitMs: between(1, 120_000), code: "x", reason: "whatsapp.throttled" };
    const settled = await call("settle_send", attemptId, JSON.stringify(outcome));
    if (chance(0.05)) await call("settle_send", attemptId, JSON.stringify(outcome));
    if (settled.republishAt) publish(sendId, Date.parse(settled.republishAt));
    else if (settled.status === "pending") at(Date.parse(settled.notBefore), () => tick());
  }

  /** A dispatcher's round. */
  async function tick(): Promise<void> {
    const { republish } = await call("sweep_sends");
    for (const sendId of republish) publish(sendId, now());
    await planNext([]);
  }

  async function planNext(done: string[]): Promise<void> {
    const read = await call("read_sender_plan", done, horizonSeconds);
    if (!read) return;
    const plan = planSlots({ ...read, horizonMs: horizonSeconds * 1_000, random });
    at(now() + (chance(0.5) ? 1 : between(1, 3_000)), async () => {
      const { slots, deferrals, nextSlotAt, blocked } = plan;
      const stored = await call(
        "reserve_slots",
        read.senderId,
        read.planVersion,
        JSON.stringify(
          slots.map(({ id, slotAt, notAfter }) => ({ id, slot_at: slotAt, not_after: notAfter })),
        ),
        JSON.stringify(
          deferrals.map(({ id, notBefore, reason }) => ({ id, not_before: notBefore, reason: reason.code })),
        ),
        nextSlotAt === null ? null : new Date(nextSlotAt).toISOString(),
        blocked,
      );
      if (!stored.won) return planNext([...done, read.senderId]);
      standing.push(`${read.senderId} ${read.planVersion}`);
      const slotOf = new Map(slots.map((slot: Slot) => [slot.id, slot.slotAt]));
      for (const id of stored.reserved) publish(id, slotOf.get(id) ?? 0);
      const isFull = blocked !== null || (nextSlotAt ?? 0) > read.now + horizonSeconds * 1_000;
      const gotOn = stored.reserved.length + deferrals.length > 0;
      return planNext(isFull || !gotOn ? [...done, read.senderId] : done);
    });
  }

  return { tick, publish, heard, standing };
}
