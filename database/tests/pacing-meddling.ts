import type { Cast } from "./pacing-cast.ts";
import type { createServices } from "./pacing-services.ts";
import type { World } from "./pacing-world.ts";

export type Held = { scope: string; id: string | null; from: number; until: number };

/** What people and the provider's users do meanwhile. */
export function createMeddling(world: World, cast: Cast, { publish }: ReturnType<typeof createServices>) {
  const { call, at, now, pick, between } = world;
  const { clientId, senders, campaigns, contacts } = cast;
  const pauses: Held[] = [];
  const optOuts: { phone: string; at: number }[] = [];

  async function talk(): Promise<void> {
    const sender = pick(senders);
    for (let bubble = between(1, 3); bubble > 0; bubble--)
      publish(await cast.write(pick(["reply", "reply", "human"]), sender), now());
  }

  async function pause(): Promise<void> {
    const scope = pick(["global", "client", "sender", "campaign"]);
    const sender = scope === "sender" ? pick(senders).senderId : null;
    const campaign = scope === "campaign" ? pick(campaigns).campaignId : null;
    const client = scope === "global" ? null : clientId;
    const held = { scope, id: sender ?? campaign, from: now(), until: Number.POSITIVE_INFINITY };
    await call("pause_sending", scope, "pause", "teste", "api", client, sender, campaign);
    pauses.push(held);
    at(now() + between(2_000, 400_000), async () => {
      for (const one of pauses.filter(
        ({ scope, id, until }) => scope === held.scope && id === held.id && until > now(),
      ))
        one.until = now();
      await call("pause_sending", scope, "resume", "teste", "api", client, sender, campaign);
    });
  }

  async function disconnect(): Promise<void> {
    const { senderId } = pick(senders);
    const held = { scope: "sender", id: senderId, from: now(), until: Number.POSITIVE_INFINITY };
    await call("set_sender_status", senderId, "disconnected", "teste");
    pauses.push(held);
    at(now() + between(2_000, 200_000), async () => {
      held.until = now();
      await call("set_sender_status", senderId, "active", "teste");
    });
  }

  async function optOut(): Promise<void> {
    const { phone } = pick(contacts);
    await call("record_opt_out", clientId, "phone", phone, "teste");
    optOuts.push({ phone, at: now() });
  }

  const cancel = async (): Promise<void> => {
    await call("cancel_campaign", clientId, pick(campaigns).campaignId, "teste");
  };

  /** Schedules a stretch of it. */
  function meddleUntil(end: number): void {
    const often = Array.from({ length: 10 }, () => talk);
    const seldom = [
      pause,
      pause,
      disconnect,
      optOut,
      () => cast.save(pick(senders)),
      () => cast.save(pick(senders)),
    ];
    for (const act of [...often, ...seldom]) at(between(now(), end), act);
    if (between(0, 4) === 0) at(between(now(), end), cancel);
  }
  return { meddleUntil, pauses, optOuts };
}
