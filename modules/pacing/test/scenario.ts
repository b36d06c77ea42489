import {
  type PendingSend,
  type Plan,
  planSlots,
  type SenderProfile,
  type SenderState,
  seededRandom,
} from "../src/index.ts";

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** A moment in Brazil's daytime: 12:00 in São Paulo, 10:00 in Rio Branco. */
export const noon = Date.UTC(2026, 10, 18, 15, 0, 0);

/** A profile with no limit but those given. */
export function profileWith(limits: Partial<SenderProfile> = {}): SenderProfile {
  return {
    minGapMs: 1_000,
    gapJitterMs: 0,
    maxPerHour: null,
    maxPerDay: null,
    warmUp: [],
    tierPerDay: null,
    window: null,
    pairGapMs: 0,
    frequencyCap: null,
    replyHeadroom: 0,
    repliesCount: false,
    ...limits,
  };
}

export function sendWith(id: string, fields: Partial<PendingSend> = {}): PendingSend {
  return {
    id,
    campaignId: "campaign",
    lane: "campaign",
    ddd: "11",
    timeZone: null,
    contactId: `contact-${id}`,
    contactLastAt: null,
    contactRecent: 0,
    notBefore: null,
    notAfter: null,
    ...fields,
  };
}

export function sends(count: number, fields: Partial<PendingSend> = {}): PendingSend[] {
  return Array.from({ length: count }, (_, index) => sendWith(`${index}`, fields));
}

export const idle: SenderState = { nextSlotAt: null, ageDays: 400, usage: [] };

type Setting = {
  limits?: Partial<SenderProfile>;
  state?: Partial<SenderState>;
  horizonMs?: number;
  now?: number;
};

/** A plan made at noon for a sender without a past, unless said otherwise. */
export function plan(
  pending: PendingSend[],
  { limits, state, horizonMs = 120_000, now = noon }: Setting = {},
): Plan {
  const profile = profileWith(limits);
  return planSlots({
    profile,
    state: { ...idle, ...state },
    pending,
    now,
    horizonMs,
    random: seededRandom(7),
  });
}

export const secondsOf = ({ slots }: Plan): number[] => slots.map(({ slotAt }) => (slotAt - noon) / 1_000);
