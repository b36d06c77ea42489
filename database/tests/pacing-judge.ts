import { timeZoneOfDdd } from "@nova/pacing";
import type { Cast, Profile, Sender } from "./pacing-cast.ts";
import type { Held } from "./pacing-meddling.ts";
import type { World } from "./pacing-world.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const burstMs = 600;

type Attempt = {
  at: number;
  sender_id: string;
  campaign_id: string | null;
  contact_id: string;
  lane: string;
  outcome: string | null;
  phone: string;
  time_zone: string | null;
};
type Stops = { pauses: Held[]; optOuts: { phone: string; at: number }[] };

/** What the claims that were really made broke of the rules in force at their time, in words. Shares no code with the SQL or the planner. */
export async function judgeClaims(
  { query }: World,
  cast: Cast,
  { pauses, optOuts }: Stops,
): Promise<string[]> {
  const attempts: Attempt[] = (
    await query(
      `select extract(epoch from a.started_at)::float8 * 1000 as at, a.sender_id, s.campaign_id, s.contact_id, s.lane, a.outcome,
         s.to_value as phone, t.time_zone
       from public.send_attempts a join public.sends s on s.id = a.send_id join public.contacts t on t.id = s.contact_id
       order by a.started_at, a.id`,
    )
  ).map((row) => ({ ...row, at: Math.round(row.at) }));
  const wrong: string[] = [];
  const say = (rule: string, { at, lane }: Attempt, ...more: unknown[]): void => {
    wrong.push(`${rule}: ${lane} at ${new Date(at).toISOString()} ${more.join(" ")}`);
  };
  const profileOf = ({ sender_id, at }: Attempt): Profile => profileAt(senderOf(cast, sender_id), at);
  const isPlanned = ({ lane }: Attempt): boolean => lane === "campaign" || lane === "followup";
  const isUsed = ({ outcome }: Attempt): boolean => outcome !== "later";
  const isCounted = (one: Attempt): boolean => isPlanned(one) || profileOf(one).repliesCount;

  for (const one of attempts) {
    const profile = profileOf(one);
    const { at } = one;
    const of = attempts.filter((other) => other.sender_id === one.sender_id);
    const portfolio = senderOf(cast, one.sender_id).portfolioId === null ? of : attempts;
    const within = (list: Attempt[], spanMs: number): Attempt[] =>
      list.filter((other) => other.at > at - spanMs && other.at <= at && isUsed(other));

    const before = of.slice(0, of.indexOf(one));
    const since = before.filter((other) => profileOf(other) === profile);
    const slack = profile.minGapMs < 1_000 ? burstMs : 0;
    since.forEach((other, index) => {
      const gaps = since.length - index;
      if (at - other.at < gaps * profile.minGapMs - slack)
        say("gap", one, at - other.at, gaps, profile.minGapMs);
    });
    const last = before.at(-1);
    if (last && at - last.at < profile.minGapMs - slack)
      say("gap after a change", one, at - last.at, profile.minGapMs);

    const optedOut = optOuts.some(({ phone, at: since }) => phone === one.phone && since < at);
    if (optedOut && one.lane !== "human") say("opt-out", one);
    for (const held of pauses.filter(({ from, until }) => from < at && at < until)) {
      const holds =
        held.scope === "sender" ? held.id === one.sender_id : held.id === null || held.id === one.campaign_id;
      if (holds && one.lane !== "human") say("pause", one, held.scope);
    }

    if (!isPlanned(one)) continue;
    if (profile.window && !isOpen(at, one, profile.window))
      say("hours", one, JSON.stringify(profile.window), one.phone);
    const near = within(of, profile.pairGapMs).filter(
      (other) => other !== one && other.contact_id === one.contact_id,
    );
    if (near.some((other) => other.at > at - profile.pairGapMs)) say("pair gap", one, profile.pairGapMs);
    const { frequencyCap } = profile;
    if (frequencyCap && one.lane === "campaign") {
      const got = within(attempts, frequencyCap.days * dayMs).filter(
        (other) =>
          other.lane === "campaign" && other.contact_id === one.contact_id && other.outcome !== "failed",
      );
      if (got.length > frequencyCap.max) say("frequency cap", one, got.length, frequencyCap.max);
    }
    for (const [name, cap, list, spanMs] of [
      ["hour", profile.maxPerHour, of, hourMs],
      ["day", profile.maxPerDay, of, dayMs],
      ["warm-up", stageOf(profile, one, cast), of, dayMs],
      ["tier", profile.tierPerDay, portfolio, dayMs],
    ] as const) {
      if (cap === null) continue;
      const used = within(list, spanMs);
      const usable = Math.max(1, Math.floor(cap * (1 - profile.replyHeadroom) + 1e-9));
      const planned = used.filter(isPlanned).length;
      if (planned > usable) say(name, one, planned, "of", usable);
      const counted = used.filter(isCounted).length;
      if (profile.repliesCount && counted > cap) say(`${name} with replies`, one, counted, "of", cap);
    }
  }
  return wrong;
}

function senderOf({ senders }: Cast, senderId: string): Sender {
  const sender = senders.find((one) => one.senderId === senderId);
  if (!sender) throw new Error("an attempt of an unknown sender");
  return sender;
}

function profileAt({ profiles }: Sender, at: number): Profile {
  const last = profiles.findLast((one) => one.at <= at);
  if (!last) throw new Error("an attempt before the first profile");
  return last.profile;
}

/** The daily cap of the number's age at the claim, or of the minute before it: a slot is used up to that late. */
function stageOf({ warmUp }: Profile, { at, sender_id }: Attempt, { activatedAt }: Cast): number | null {
  const caps = [at, at - 60_000].map((time) => {
    const ageDays = (time - (activatedAt.get(sender_id) ?? 0)) / dayMs;
    return warmUp.find(({ untilAgeDays }) => untilAgeDays > ageDays)?.maxPerDay ?? Number.POSITIVE_INFINITY;
  });
  const cap = Math.max(...caps);
  return cap === Number.POSITIVE_INFINITY ? null : cap;
}

function isOpen(at: number, { phone, time_zone }: Attempt, window: NonNullable<Profile["window"]>): boolean {
  const isKnown = time_zone !== null && !time_zone.startsWith("Nowhere");
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: isKnown ? time_zone : timeZoneOfDdd(phone.slice(2, 4)),
    timeStyle: "short",
  }).format(at);
  const { from, until } = window;
  return from < until ? clock >= from && clock < until : clock >= from || clock < until;
}

/** Where the budget that is booked is not what rows hold. */
export async function judgeBudget({ query }: World): Promise<unknown[]> {
  return query(
    `select coalesce(b.sender_id, r.sender_id) as sender, coalesce(b.minute, r.minute) as minute, b.used as booked, r.n as held
     from (select u.sender_id, u.minute, u.used from public.sender_usage u where u.used > 0) b
     full join (
       select s.sender_id, floor(extract(epoch from s.slot_at) / 60)::bigint as minute, count(*)::integer as n
       from public.sends s where s.slot_at is not null group by 1, 2) r
     on r.sender_id = b.sender_id and r.minute = b.minute
     where b.used is distinct from r.n and coalesce(b.minute, r.minute) > extract(epoch from app.now()) / 60 - 2800`,
  );
}

/** Rows that wait without saying why, or until when although no person has to act. */
export async function judgeWaits({ query, now }: World): Promise<unknown[]> {
  const rows = await query(
    `select s.lane, s.status, s.not_before, s.slot_at, e ->> 'reason' as reason, (extract(epoch from (e ->> 'until')::timestamptz) * 1000)::float8 as until
     from public.sends s cross join lateral public.explain_send(s.client_id, s.id) e
     where s.status in ('pending', 'queued', 'sending')`,
  );
  const people = /-paused$|^(campaign|client|sender)-/;
  return rows.filter(({ status, reason, until }) => {
    if (status === "sending") return until === null;
    if (reason === null) return true;
    return until === null ? !people.test(reason) : until < now() - 61_000;
  });
}
