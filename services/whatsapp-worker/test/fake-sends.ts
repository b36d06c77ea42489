import { AppError } from "@nova/error-handler";
import type { Claim, Granted, Outcome, Sends, Settled } from "@nova/supabase-client";

export type Row = {
  id: string;
  status: string;
  lane: "campaign" | "reply";
  campaignId: string | null;
  slotAt: Date;
  afterSendId: string | null;
  attemptId: string | null;
  /** Its planner waits for the slice of which this is the last. */
  endsSlice?: boolean;
  /** The provider says that it failed, with this code, before it answers. */
  failedEarly?: string;
};
type Attempt = { sendId: string; outcome: Outcome["kind"] | null };

/** The ledger's claim and settle in memory; it passes the same contract as the SQL functions. */
export function createFakeSends(now: () => Date) {
  const rows = new Map<string, Row>();
  const attempts = new Map<string, Attempt>();
  let paused = false;

  function add(row: Partial<Row> & { id: string }): Row {
    const made: Row = {
      status: row.lane === "reply" ? "pending" : "queued",
      lane: "campaign",
      campaignId: null,
      slotAt: now(),
      afterSendId: null,
      attemptId: null,
      ...row,
    };
    rows.set(made.id, made);
    return made;
  }

  async function claim(sendId: string, attemptId: string): Promise<Claim> {
    const row = rows.get(sendId);
    if (!row) return { kind: "gone" };
    if (row.status === "sending" && row.attemptId === attemptId) return granted(row);
    const claimable = row.lane === "reply" ? ["pending", "queued"] : ["queued"];
    if (!claimable.includes(row.status)) return { kind: "taken", status: row.status };
    if (attempts.get(attemptId)?.outcome)
      throw new AppError("database.nv409", "claim_send: this attempt was given up", { retry: "never" });
    if (paused) {
      row.status = "pending";
      return { kind: "refused", status: "pending", reason: "global-paused" };
    }
    if (row.slotAt.getTime() > now().getTime() + 1_000)
      return { kind: "wait", until: row.slotAt, reason: "slot" };
    row.status = "sending";
    row.attemptId = attemptId;
    attempts.set(attemptId, { sendId, outcome: null });
    return granted(row);
  }

  async function abandon(sendId: string, attemptId: string): Promise<boolean> {
    const row = rows.get(sendId);
    if (!row) return false;
    const known = attempts.get(attemptId);
    if (known?.outcome && known.outcome !== "unconfirmed") return false;
    attempts.set(attemptId, { sendId, outcome: "later" });
    if (row.attemptId !== attemptId || !["sending", "unconfirmed"].includes(row.status)) return false;
    row.status = row.lane === "campaign" ? "queued" : "pending";
    return true;
  }

  async function settle(attemptId: string, outcome: Outcome): Promise<Settled> {
    const known = attempts.get(attemptId);
    const row = known && rows.get(known.sendId);
    if (!known || !row)
      throw new AppError("database.nv404", "settle_send: no such attempt", { retry: "never" });
    const mayLearn = known.outcome === "unconfirmed" && outcome.kind !== "unconfirmed";
    const repeated = known.outcome !== null && !mayLearn;
    if (!repeated) {
      known.outcome = outcome.kind;
      if (row.attemptId === attemptId && ["sending", "unconfirmed"].includes(row.status))
        row.status = outcome.kind === "later" ? "pending" : row.failedEarly ? "failed" : outcome.kind;
    }
    const next = [...rows.values()].find((one) => one.afterSendId === row.id && one.status === "pending");
    const waitsUntil = outcome.kind === "later" ? new Date(now().getTime() + outcome.waitMs) : null;
    return {
      status: row.status,
      repeated,
      nextSendId: next?.id ?? null,
      notBefore: row.status === "pending" ? waitsUntil : null,
      republishAt: row.lane === "reply" && !repeated ? waitsUntil : null,
      lastOfCampaign: row.campaignId !== null && !hasWaiting(row.campaignId),
      sliceEnded: row.endsSlice ?? false,
      code: row.failedEarly ?? null,
    };
  }

  function hasWaiting(campaignId: string): boolean {
    const waiting = ["pending", "queued"];
    return [...rows.values()].some((row) => row.campaignId === campaignId && waiting.includes(row.status));
  }

  const sends: Pick<Sends, "claim" | "abandon" | "settle"> = { claim, abandon, settle };
  return {
    sends,
    add,
    statusOf: (id: string) => rows.get(id)?.status,
    pause: () => {
      paused = true;
    },
  };
}

/** A grant as the ledger gives it. */
export function granted(row: { id: string; campaignId?: string | null; lane?: Row["lane"] }): Granted {
  return {
    kind: "granted",
    send: {
      id: row.id,
      clientId: "9a4f4d0e-5d55-4a0e-9f0e-2a1c6f0b7a01",
      campaignId: row.campaignId ?? null,
      lane: row.lane ?? "campaign",
      toKind: "phone",
      toValue: "5511987654321",
      variables: { name: "Ana" },
      content: { kind: "text", body: "Olá {{name}}" },
      seed: 7,
      attempt: 0,
    },
    sender: {
      id: "9a4f4d0e-5d55-4a0e-9f0e-2a1c6f0b7a02",
      provider: "meta",
      externalId: "106500000000001",
      apiUrl: null,
      credentials: "sealed",
    },
    legacy: null,
  };
}
