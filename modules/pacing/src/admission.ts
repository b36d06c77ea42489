import { createHoursOf, type Hours } from "./recipient-hours.ts";
import type { CampaignRules, PendingSend, SenderProfile, WaitReason } from "./types.ts";

const dayMs = 86_400_000;

type Contact = { freeAt: number; recent: number; booked: number };

/** A pending send with what the plan knows of its recipient. */
export type Candidate = {
  send: PendingSend;
  index: number;
  campaignId: string | null;
  readyAt: number;
  contact: Contact;
  hours: Hours;
};

/** `ready` may go now; `wait` may go at `at`; `look-again` cannot be settled by this plan. */
export type Admission =
  | { kind: "ready"; notAfter: number | null }
  | { kind: "wait" | "look-again"; at: number; reason: WaitReason };

export type Admissions = {
  candidates: Candidate[];
  /** Says whether the send itself, whatever its sender may do, can go at `at`. */
  admit: (candidate: Candidate, at: number) => Admission;
  /** Remembers that the contact gets this send at `slotAt`. */
  book: (candidate: Candidate, slotAt: number) => void;
};

/** The limits that belong to one recipient: own terms, pair gap, frequency cap, hours. Exact up to `end`. */
export function createAdmissions(
  profile: SenderProfile,
  pending: PendingSend[],
  {
    now,
    end,
    campaigns = {},
  }: { now: number; end: number; campaigns?: Readonly<Record<string, CampaignRules>> },
): Admissions {
  const { pairGapMs, frequencyCap } = profile;
  const contacts = new Map<string, Contact>();
  const hoursOf = createHoursOf(profile.window, now, campaigns);

  function contactOf(send: PendingSend): Contact {
    const contact = contacts.get(send.contactId) ?? {
      freeAt: Number.NEGATIVE_INFINITY,
      recent: 0,
      booked: 0,
    };
    contacts.set(send.contactId, contact);
    if (send.contactLastAt !== null)
      contact.freeAt = Math.max(contact.freeAt, send.contactLastAt + pairGapMs);
    contact.recent = Math.max(contact.recent, send.contactRecent);
    return contact;
  }

  const candidates = pending.map((send, index) => {
    const { campaignId } = send;
    return { send, index, campaignId, readyAt: now, contact: contactOf(send), hours: hoursOf(send) };
  });

  function admit({ send, contact, hours }: Candidate, at: number): Admission {
    const capped = cappedUntil(send, contact, at);
    if (capped) return { kind: "look-again", ...capped };
    let readyAt = at;
    let reason: WaitReason | null = null;
    const waitUntil = (time: number, code: WaitReason["code"]): void => {
      if (time > readyAt) [readyAt, reason] = [time, { code }];
    };
    waitUntil(send.notBefore ?? at, "not-before");
    waitUntil(contact.freeAt, "pair-gap");
    let closesAt = Number.POSITIVE_INFINITY;
    // Beyond the horizon the send is set aside anyway, so its hours are looked up when it comes back.
    if (readyAt <= end) {
      const { open, until, closedBy = "window" } = hours(readyAt);
      if (open) closesAt = until;
      else waitUntil(until, closedBy);
    }
    if (send.notAfter !== null && readyAt >= send.notAfter) {
      return { kind: "look-again", at: at + dayMs, reason: { code: "expired" } };
    }
    if (reason !== null) return { kind: "wait", at: readyAt, reason };
    const notAfter = Math.min(closesAt, send.notAfter ?? Number.POSITIVE_INFINITY);
    return { kind: "ready", notAfter: notAfter === Number.POSITIVE_INFINITY ? null : notAfter };
  }

  function book({ send, contact }: Candidate, slotAt: number): void {
    contact.freeAt = slotAt + pairGapMs;
    if (send.lane === "campaign") contact.booked += 1;
  }

  /** The caps of the sender and of the campaign must both have room: where neither has, the later look decides. */
  function cappedUntil(send: PendingSend, contact: Contact, at: number) {
    if (send.lane !== "campaign") return null;
    const own = (send.campaignId !== null && campaigns[send.campaignId]?.frequencyCap) || null;
    const looks = [
      { code: "frequency-cap" as const, cap: frequencyCap, recent: contact.recent },
      { code: "campaign-frequency-cap" as const, cap: own, recent: send.campaignRecent ?? 0 },
    ].flatMap(({ code, cap, recent }) => {
      const used = recent + contact.booked;
      if (cap === null || used < cap.max) return [];
      const reason: WaitReason = { code, used, max: cap.max };
      return [{ at: frequencyLookAt(send, cap.days, at), reason }];
    });
    return looks.reduce<(typeof looks)[number] | null>(
      (latest, look) => (latest && latest.at >= look.at ? latest : look),
      null,
    );
  }

  return { candidates, admit, book };
}

/** The counts say how many, not when each: whoever is at the cap is looked at daily, or sooner once the last one is old enough. */
function frequencyLookAt({ contactLastAt }: PendingSend, days: number, at: number): number {
  const allForgottenAt = contactLastAt === null ? at : contactLastAt + days * dayMs;
  return allForgottenAt > at ? Math.min(allForgottenAt, at + dayMs) : at + dayMs;
}
