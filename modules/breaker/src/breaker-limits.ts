/** From when on failures are no longer one bad contact. A sender's profile may differ in any of them. */
export type BreakerLimits = {
  enabled: boolean;
  /** How many of a campaign's latest sends are looked at, at most 200. */
  window: number;
  /** Fewer failures than this among them mean nothing. */
  minFailures: number;
  /** With so many, a campaign is paused from this share (0..1) on, whatever the failures are. */
  failureShare: number;
  /** So many failures one after the other pause it too: something broke a moment ago. */
  consecutive: number;
  /** So many people who asked to be left alone after the campaign… */
  minOptOuts: number;
  /** …and this share of those it reached pause it: it reads as spam. */
  optOutShare: number;
  /** Above this share of failures people are told, and the campaign goes on. */
  warnShare: number;
};

/** What a profile says otherwise. */
export type OwnLimits = { [K in keyof BreakerLimits]?: BreakerLimits[K] | undefined };

/**
 * Old lists have their share of dead numbers: at 10 % of them, 25 of 100 fail once in 75,000 windows. A paired phone sends
 * ten at first and is banned for less, so fewer failures count, but only a larger share of them.
 */
const defaults: Record<"official" | "qr", BreakerLimits> = {
  official: {
    enabled: true,
    window: 100,
    minFailures: 10,
    failureShare: 0.25,
    consecutive: 15,
    minOptOuts: 10,
    optOutShare: 0.1,
    warnShare: 0.1,
  },
  qr: {
    enabled: true,
    window: 50,
    minFailures: 6,
    failureShare: 0.4,
    consecutive: 6,
    minOptOuts: 4,
    optOutShare: 0.1,
    warnShare: 0.1,
  },
};

/** The limits of a sender: the defaults of its kind, and what its profile says otherwise. */
export function breakerLimits(kind: "official" | "qr", own: OwnLimits | null): BreakerLimits {
  const said = Object.entries(own ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults[kind], ...Object.fromEntries(said) };
}
