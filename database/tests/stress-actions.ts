import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Ledger, Tenant } from "./ledger-fixture.ts";
import { openServicePool } from "./service-pool.ts";

type Running = { tenant: Tenant; campaignId: string; sendIds: string[] };
type Handling = { sendId: string; attemptId: string; senderPhone: string };
export type Stress = ReturnType<typeof openStress>;

export const pick = <T>(items: readonly T[]): T => {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};
const chance = (share: number) => Math.random() < share;
const soon = (fromMs: number, untilMs: number) => Date.now() + fromMs + Math.random() * (untilMs - fromMs);

/** Everything that services do to a few rows, each a call of its own on one of a dozen connections. */
export function openStress(ledger: Ledger, running: Running[]) {
  const services = openServicePool(ledger.url, 12);
  const handled: Handling[] = [];
  const refusals = new Map<string, number>();
  const granted = new Map<string, number>();

  async function call(name: string, ...values: unknown[]) {
    try {
      // biome-ignore lint/suspicious/noExplicitAny: what a stress hands from one function to the next
      return await services.call<any>(name, ...values);
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : String(error);
      const key = /^NV4/.test(code ?? "") ? "NV4" : `${code} in ${name}`;
      refusals.set(key, (refusals.get(key) ?? 0) + 1);
      return null;
    }
  }

  async function plan(): Promise<void> {
    const found = await call("read_sender_plan");
    if (!found) return;
    const mine = found.pending.filter(() => chance(0.7));
    const slots = mine.map(({ id }: { id: string }) => ({
      id,
      slot_at: chance(0.9) ? soon(-5_000, 900) : soon(-70_000, 0),
      not_after: chance(0.1) ? soon(-100, 500) : null,
    }));
    const deferrals = found.pending
      .filter(() => chance(0.1))
      .map(({ id }: { id: string }) => ({ id, not_before: soon(-100, 500), reason: "window" }));
    const blocked = chance(0.1) ? { reason: { code: "hourly-cap" }, until: soon(0, 300) } : null;
    const version = chance(0.9) ? found.planVersion : found.planVersion - 1;
    const next = chance(0.5) ? new Date(soon(-100, 300)).toISOString() : null;
    await call(
      "reserve_slots",
      found.senderId,
      version,
      JSON.stringify(slots),
      JSON.stringify(deferrals),
      next,
      blocked,
    );
  }

  async function claim(): Promise<void> {
    const { tenant, sendIds } = pick(running);
    const [sendId, attemptId] = [pick(sendIds), randomUUID()];
    const answer = await call("claim_send", sendId, attemptId);
    if (answer?.kind !== "granted") return;
    granted.set(sendId, (granted.get(sendId) ?? 0) + 1);
    handled.push({ sendId, attemptId, senderPhone: tenant.phoneNumberId });
    if (chance(0.8)) await settle({ sendId, attemptId, senderPhone: tenant.phoneNumberId });
  }

  async function settle({ sendId, attemptId }: Handling): Promise<void> {
    const kind = pick(["sent", "sent", "sent", "later", "later", "failed", "unconfirmed"]);
    const id = kind === "sent" ? { providerMessageId: `w.${attemptId}` } : {};
    const notBefore = new Date(soon(-100, 400)).toISOString();
    await call(
      "settle_send",
      attemptId,
      JSON.stringify({ kind, ...id, notBefore, code: "x", reason: `because-${sendId.slice(0, 4)}` }),
    );
  }

  async function hear(): Promise<void> {
    const groups = Array.from({ length: chance(0.3) ? 2 : 1 }, () => {
      const { tenant, sendIds } = pick(running);
      const about = handled.filter(({ senderPhone }) => senderPhone === tenant.phoneNumberId);
      const statuses = Array.from({ length: about.length && Math.ceil(Math.random() * 4) }, () => {
        const { attemptId } = pick(about);
        return {
          externalId: `w.${attemptId}`,
          status: pick(["sent", "delivered", "read", "failed"]),
          ...(chance(0.5) ? { trackId: attemptId } : {}),
        };
      });
      const person = {
        kind: "phone",
        value: `5511${900000000 + Math.floor(Math.random() * sendIds.length)}`,
      };
      return {
        sender: tenant.phoneNumberId,
        statuses,
        optOuts: chance(0.05) ? [{ ...person, confirmation: "Pronto!" }] : [],
        optIns: chance(0.1) ? [person] : [],
        templateStatuses: [],
        ...(chance(0.05) ? { senderState: { state: pick(["open", "open", "close"]) } } : {}),
      };
    });
    await call("ingest_webhook", "meta", null, null, randomUUID(), "{}", JSON.stringify(groups));
  }

  async function intervene(): Promise<void> {
    const { tenant, campaignId, sendIds } = pick(running);
    const { clientId, senderId } = tenant;
    const scope = pick(["global", "client", "sender", "campaign"]);
    const target =
      scope === "global"
        ? [null, null, null]
        : [clientId, scope === "sender" ? senderId : null, scope === "campaign" ? campaignId : null];
    await pick([
      async () => {
        for (const action of ["pause", "resume"])
          await call("pause_sending", scope, action, "teste", "api", ...target);
      },
      async () => {
        for (const status of ["disconnected", "active"])
          await call("set_sender_status", senderId, status, "teste");
      },
      () => call("decide_send", clientId, pick(sendIds), pick(["sent", "failed"])),
      () =>
        call(
          "record_opt_out",
          clientId,
          "phone",
          `5511${900000000 + Math.floor(Math.random() * 500)}`,
          "teste",
        ),
      () => call("resume_campaign", clientId, campaignId, "teste"),
      () => (chance(0.02) ? call("cancel_campaign", clientId, campaignId, "teste") : null),
      () =>
        services.query("update public.sender_profiles set pair_gap_ms = pair_gap_ms where sender_id = $1", [
          senderId,
        ]),
    ])();
  }

  const look = () => {
    const { tenant, campaignId, sendIds } = pick(running);
    return pick([
      () => call("explain_send", tenant.clientId, pick(sendIds)),
      () => call("summarize_campaign", campaignId),
      () => call("read_rate_limits"),
    ])();
  };
  const tick = () =>
    pick([
      () => call("sweep_sends", 20),
      () => call("finish_campaigns"),
      () => call("fold_campaign_progress"),
    ])();
  const again = () => (handled.length > 0 ? settle(pick(handled)) : undefined);

  /** One thing at random. */
  const act = () =>
    pick([plan, plan, claim, claim, claim, claim, hear, hear, again, tick, tick, intervene, look])();
  return { act, call, plan, refusals, granted, close: services.close };
}
