import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Ledger, Tenant } from "./ledger-fixture.ts";
import { openServicePool } from "./service-pool.ts";
import { pick } from "./stress-actions.ts";

export type Campaign = { tenant: Tenant; campaignId: string; sendIds: string[] };
export type Load = ReturnType<typeof openLoad>;
type Answer = { kind: string; status?: string };

const claimsAtOnce = 32;
const chance = (share: number) => Math.random() < share;

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endAt = Date.now() + 45_000; !(await isSo()); await sleep(2))
    if (Date.now() > endAt) throw new Error(`it never came to be that ${what}`);
}

/**
 * Thirty-two claims in flight without end, each on a connection of its own, and beside them everything else that
 * touches the same rows. What is granted mostly comes back as `later`, so that there is always something to claim.
 */
export function openLoad(ledger: Ledger) {
  const services = openServicePool(ledger.url, claimsAtOnce + 12);
  const campaigns: Campaign[] = [];
  /** Those that nobody has cancelled. */
  const going = new Set<Campaign>();
  const due: string[] = [];
  const handled: { attemptId: string; tenant: Tenant }[] = [];
  const inFlight = new Set<string>();
  /** Answers to claims by campaign, as they came. */
  const answers = { granted: new Map<string, number>(), refused: new Map<string, number>() };
  const errors: string[] = [];
  let isGoing = true;

  async function call<T>(name: string, ...values: unknown[]): Promise<T | null> {
    try {
      return await services.call<T>(name, ...values);
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : String(error);
      if (isGoing && !code?.startsWith("NV4")) errors.push(`${code} in ${name}`);
      return null;
    }
  }

  /** Gives slots to whatever waits, also to what is paused: a plan made just before a pause does so too. */
  async function plan(): Promise<void> {
    const campaign = pick([...going]);
    const { senderId } = campaign.tenant;
    const { rows } = await services.query(
      `select t.plan_version, array(select s.id from public.sends s where s.campaign_id = $2 and s.status = 'pending' order by s.updated_at limit 60) as ids
       from public.sender_states t where t.sender_id = $1`,
      [senderId, campaign.campaignId],
    );
    const slots = rows[0].ids.map((id: string) => ({ id, slot_at: Date.now() - 500 + Math.random() * 500 }));
    if (slots.length === 0) return;
    const answer = await call<{ reserved: string[] }>(
      "reserve_slots",
      senderId,
      rows[0].plan_version,
      JSON.stringify(slots),
      "[]",
      null,
      null,
    );
    due.push(...(answer?.reserved ?? []));
  }

  async function claim(): Promise<void> {
    const sendId = due.shift() ?? pick(pick(campaigns).sendIds);
    const campaign = campaigns.find(({ sendIds }) => sendIds.includes(sendId));
    if (!campaign) return;
    const attemptId = randomUUID();
    inFlight.add(sendId);
    const answer = await call<Answer>("claim_send", sendId, attemptId);
    inFlight.delete(sendId);
    if (answer?.kind === "granted" || answer?.kind === "refused") {
      const counts = answers[answer.kind];
      counts.set(campaign.campaignId, (counts.get(campaign.campaignId) ?? 0) + 1);
    }
    if (answer?.kind === "wait" || chance(0.1)) due.push(sendId); // comes again, or is delivered twice
    if (answer?.kind !== "granted") return;
    await sleep(Math.random() * 5);
    const kind = chance(0.997) ? "later" : pick(["sent", "sent", "failed", "unconfirmed"]);
    const provider = kind === "sent" ? { providerMessageId: `w.${attemptId}` } : {};
    const at = new Date().toISOString();
    if (kind === "sent" || kind === "unconfirmed") handled.push({ attemptId, tenant: campaign.tenant });
    await call(
      "settle_send",
      attemptId,
      JSON.stringify({ kind, ...provider, notBefore: at, waitMs: 0, reason: "x", code: "x" }),
    );
  }

  /** Statuses of what was sent, several in one body and in any order. */
  async function hear(): Promise<void> {
    if (handled.length === 0) return;
    const { tenant } = pick(handled);
    const statuses = handled
      .filter((one) => one.tenant === tenant)
      .slice(-4)
      .map(({ attemptId }) => ({
        externalId: `w.${attemptId}`,
        trackId: attemptId,
        status: pick(["sent", "delivered", "read"]),
      }));
    const group = { sender: tenant.phoneNumberId, statuses, optOuts: [], optIns: [], templateStatuses: [] };
    await call("ingest_webhook", "meta", null, null, randomUUID(), "{}", JSON.stringify([group]));
  }

  const tend = () =>
    pick([
      () => call("sweep_sends", 50),
      () => call("fold_campaign_progress"),
      () => call("finish_campaigns"),
      () => call("read_sender_plan"),
      () => call("summarize_campaign", pick(campaigns).campaignId),
    ])();

  const repeat = async (work: () => Promise<unknown>, restMs: number) => {
    while (isGoing) {
      await work();
      await sleep(Math.random() * restMs);
    }
  };
  let loops: Promise<void>[] = [];
  return {
    services,
    campaigns,
    going,
    inFlight,
    errors,
    /** Waits until claims of each of these campaigns were answered this way a few times more. */
    async more(kind: "granted" | "refused", of: Campaign[]): Promise<void> {
      const counts = () => of.map(({ campaignId }) => answers[kind].get(campaignId) ?? 0);
      const before = counts();
      await until(`more claims are ${kind}`, () => counts().every((n, i) => n >= (before[i] ?? 0) + 3));
    },
    /** Begins to claim what the campaigns hold. */
    start(): void {
      loops = [
        ...Array.from({ length: claimsAtOnce }, () => repeat(claim, 2)),
        ...Array.from({ length: 3 }, () => repeat(plan, 10)),
        repeat(hear, 20),
        repeat(tend, 20),
      ];
    },
    /** Ends it: every claim has been answered and settled when it resolves. */
    async stop(): Promise<void> {
      isGoing = false;
      await Promise.all(loops);
    },
    close: () => services.close(),
  };
}
