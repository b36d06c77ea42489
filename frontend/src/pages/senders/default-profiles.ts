import type { Operations } from "../../api/operations.ts";

export type Profile = Operations["changeSenderProfile"]["body"];
export type NewProvider = Operations["createSender"]["body"]["provider"];

const common = {
  warmUp: [],
  tierPerDay: null,
  window: { from: "08:00", until: "20:00" },
  pairGapMs: 6_000,
  frequencyCap: null,
  replyHeadroom: 0,
  repliesCount: false,
  breaker: null,
  portfolioId: null,
};
/** A number that was never used begins with few; who answers well gets more. */
const ramp = { knownShare: 0.7, maxFailureShare: 0.1 };

/** What a new sender of each kind starts from, as the API would give it. */
export const defaultProfiles: Record<NewProvider, Profile> = {
  meta: {
    ...common,
    kind: "official",
    minGapMs: 12.5,
    gapJitterMs: 0,
    maxPerHour: null,
    maxPerDay: null,
    ramp: { ...ramp, firstSlice: 50, growth: 3, patienceMs: 300_000, provenSender: 500, provenTemplate: 150 },
  },
  evolution: {
    ...common,
    kind: "qr",
    minGapMs: 5_000,
    gapJitterMs: 2_000,
    maxPerHour: 20,
    maxPerDay: 100,
    ramp: { ...ramp, firstSlice: 10, growth: 2, patienceMs: 1_800_000, provenSender: 60, provenTemplate: 25 },
  },
};

/** The profile that a sender without one would get. */
export const defaultProfileOf = (provider: string): Profile =>
  provider === "meta" ? defaultProfiles.meta : defaultProfiles.evolution;
