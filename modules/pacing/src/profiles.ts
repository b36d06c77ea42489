import type { SenderProfile } from "./types.ts";

/** What a new sender starts from. `qr` is a paired phone, which gets banned for haste; `official` is Meta's Cloud API. */
export const profiles: { qr: SenderProfile; official: SenderProfile } = {
  qr: {
    minGapMs: 5_000,
    gapJitterMs: 2_000,
    maxPerHour: 20,
    maxPerDay: 100,
    warmUp: [],
    tierPerDay: null,
    window: { from: "08:00", until: "20:00" },
    pairGapMs: 6_000,
    frequencyCap: null,
    replyHeadroom: 0,
    repliesCount: false,
    ramp: {
      firstSlice: 10,
      growth: 2,
      knownShare: 0.7,
      maxFailureShare: 0.1,
      patienceMs: 1_800_000,
      provenSender: 60,
      provenTemplate: 25,
    },
  },
  official: {
    minGapMs: 1_000 / 80,
    gapJitterMs: 0,
    maxPerHour: null,
    maxPerDay: null,
    warmUp: [],
    tierPerDay: null,
    window: { from: "08:00", until: "20:00" },
    pairGapMs: 6_000,
    frequencyCap: null,
    replyHeadroom: 0,
    repliesCount: false,
    ramp: {
      firstSlice: 50,
      growth: 3,
      knownShare: 0.7,
      maxFailureShare: 0.1,
      patienceMs: 300_000,
      provenSender: 500,
      provenTemplate: 150,
    },
  },
};
