import { describeWait, planSlots, type WaitReason } from "@nova/pacing";
import type { SenderLimits } from "@nova/supabase-client";
import * as z from "zod";

const capCodes = ["hourly-cap", "daily-cap", "warm-up", "tier"] as const;
const stopCodes = [
  "global-paused",
  "client-paused",
  "sender-paused",
  "client-suspended",
  "sender-disconnected",
  "sender-quarantined",
  "sender-disabled",
] as const;

/** Where a sender stands today: what it used of each cap, and the one rule that decides when the next message may go. */
export const limitsAnswer = z.object({
  senderId: z.uuid(),
  state: z.enum(["free", "waiting", "stopped"]),
  rule: z.object({
    code: z.enum([...stopCodes, ...capCodes, "window", "gap", "none"]),
    /** For people; English beside it. */
    text: z.string(),
    textEn: z.string(),
    /** When the next message may go; null until a person acts. */
    until: z.iso.datetime().nullable(),
  }),
  caps: z.array(
    z.object({
      code: z.enum(capCodes),
      used: z.int(),
      max: z.int(),
      /** Kept for replies: campaigns stop before. */
      kept: z.int(),
    }),
  ),
});
export type LimitsAnswer = z.infer<typeof limitsAnswer>;

const stops: Record<(typeof stopCodes)[number], { pt: string; en: string }> = {
  "global-paused": { pt: "todos os envios estão pausados", en: "all sending is paused" },
  "client-paused": { pt: "os envios deste cliente estão pausados", en: "this client's sending is paused" },
  "sender-paused": { pt: "este remetente está pausado", en: "this sender is paused" },
  "client-suspended": { pt: "o cliente está suspenso", en: "the client is suspended" },
  "sender-disconnected": { pt: "o número está desconectado", en: "the number is disconnected" },
  "sender-quarantined": { pt: "o número está em quarentena", en: "the number is in quarantine" },
  "sender-disabled": { pt: "o remetente está desativado", en: "the sender is disabled" },
};
const horizonMs = 120_000;
const free = { code: "none", text: "livre para enviar", textEn: "free to send" } as const;

/** Asks the planner itself when one more campaign message could go, so that what people read is what will happen. */
export function describeLimits(limits: SenderLimits): LimitsAnswer {
  const caps = capsOf(limits);
  const stop = stopOf(limits);
  if (stop) {
    const { pt, en } = stops[stop];
    const rule = { code: stop, text: pt, textEn: en, until: null };
    return { senderId: limits.senderId, state: "stopped", rule, caps };
  }
  const { now, profile, state } = limits;
  const probe = { id: "probe", campaignId: null, lane: "campaign", contactId: "probe" } as const;
  const unknown = {
    ddd: null,
    timeZone: null,
    contactLastAt: null,
    contactRecent: 0,
    notBefore: null,
    notAfter: null,
  };
  const plan = planSlots({
    profile,
    state,
    pending: [{ ...probe, ...unknown }],
    now,
    horizonMs,
    random: () => 0,
  });
  const [deferral] = plan.deferrals;
  const waits = plan.blocked ?? (deferral && { reason: deferral.reason, until: deferral.notBefore });
  if (waits)
    return { senderId: limits.senderId, state: "waiting", rule: ruleOf(waits.reason, waits.until), caps };
  const until = new Date(plan.slots[0]?.slotAt ?? now).toISOString();
  return { senderId: limits.senderId, state: "free", rule: { ...free, until }, caps };
}

function ruleOf(reason: WaitReason, until: number): LimitsAnswer["rule"] {
  return {
    code: limitsAnswer.shape.rule.shape.code.catch("gap").parse(reason.code),
    text: describeWait(reason, until, "pt-BR"),
    textEn: describeWait(reason, until, "en"),
    until: new Date(until).toISOString(),
  };
}

function stopOf({ paused, status, clientStatus }: SenderLimits): (typeof stopCodes)[number] | undefined {
  const words = [
    paused !== null && `${paused.split(":", 1)[0]}-paused`,
    clientStatus !== "active" && `client-${clientStatus}`,
    status !== "active" && `sender-${status}`,
  ];
  return stopCodes.find((code) => words.includes(code));
}

function capsOf({ now, profile, state }: SenderLimits): LimitsAnswer["caps"] {
  const minute = Math.floor(now / 60_000);
  const usedSince = (since: number, usage: { minute: number; used: number }[]) =>
    usage.reduce((sum, bucket) => (bucket.minute >= since ? sum + bucket.used : sum), 0);
  const lastDay = usedSince(minute - 1_440, state.usage);
  const stage = profile.warmUp
    .toSorted((a, b) => a.untilAgeDays - b.untilAgeDays)
    .find(({ untilAgeDays }) => untilAgeDays > state.ageDays);
  const cap = (code: (typeof capCodes)[number], used: number, max: number | null | undefined) =>
    max === null || max === undefined
      ? []
      : [{ code, used, max, kept: max - Math.max(1, Math.floor(max * (1 - profile.replyHeadroom) + 1e-9)) }];
  return [
    ...cap("hourly-cap", usedSince(minute - 60, state.usage), profile.maxPerHour),
    ...cap("daily-cap", lastDay, profile.maxPerDay),
    ...cap("warm-up", lastDay, stage?.maxPerDay),
    ...cap(
      "tier",
      state.tierUsage ? usedSince(minute - 1_440, state.tierUsage) : lastDay,
      profile.tierPerDay,
    ),
  ].map((one) => ({ ...one, kept: Math.max(0, one.kept) }));
}
