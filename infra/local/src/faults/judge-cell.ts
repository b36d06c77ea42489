import type { AcceptedMessage } from "../demo/audit-campaign.ts";
import type { LaneRow as LedgerRow } from "./read-evidence.ts";

export type Evidence = {
  /** How many sends there should be. */
  expected: number;
  ledger: readonly LedgerRow[];
  accepted: readonly AcceptedMessage[];
  /** How many the provider refused for good. */
  failed: number;
  /** How many were under way when a process was killed, or vanished on the way to the provider. */
  mayBeUnconfirmed: number;
  /** The provider kept the statuses to itself: then nobody can know more than that it was sent. */
  statusesLost?: boolean;
};

export type Verdict = {
  recipients: number;
  delivered: number;
  failed: number;
  unconfirmed: number;
  duplicated: number;
  lost: number;
  /** What is wrong, in words; empty when all is as promised. */
  complaints: string[];
};

const reached = new Set(["sent", "delivered", "read"]);
const told = new Set(["delivered", "read"]);
const final = new Set(["delivered", "read", "failed", "skipped", "cancelled", "unconfirmed"]);

/** Holds the ledger against what the phones got. Pure. */
export function judgeCell(evidence: Evidence): Verdict {
  const { expected, ledger, accepted, mayBeUnconfirmed, statusesLost = false } = evidence;
  const byAttempt = new Map(ledger.flatMap((row) => row.attemptIds.map((id) => [id, row] as const)));
  const byProviderId = new Map(
    ledger.flatMap((row) => row.providerMessageIds.map((id) => [id, row] as const)),
  );
  const byRecipient = Map.groupBy(ledger, (row) => row.recipient);
  const got = new Map<LedgerRow, AcceptedMessage[]>();
  let nobodys = 0;
  for (const message of accepted) {
    const only = byRecipient.get(message.recipient);
    const row =
      byAttempt.get(message.trackId) ??
      byProviderId.get(message.id) ??
      (only?.length === 1 ? only[0] : undefined);
    if (row) got.set(row, [...(got.get(row) ?? []), message]);
    else nobodys++;
  }
  const messagesOf = (row: LedgerRow) => got.get(row) ?? [];
  const isDelivered = (row: LedgerRow) => messagesOf(row).some(({ status }) => told.has(status));
  const count = (matches: (row: LedgerRow) => boolean) => ledger.filter(matches).length;

  const isDone = (status: string) => final.has(status) || (statusesLost && status === "sent");
  const repeatedRows = ledger.length - new Set(ledger.map(keyOf)).size;
  const verdict = {
    recipients: expected,
    delivered: count(({ status }) => told.has(status) || (statusesLost && status === "sent")),
    failed: count(({ status }) => status === "failed"),
    unconfirmed: count(({ status }) => status === "unconfirmed"),
    duplicated: count((row) => messagesOf(row).length > 1) + repeatedRows,
    lost:
      Math.max(0, expected - ledger.length) +
      count((row) => !isDone(row.status) || (reached.has(row.status) && messagesOf(row).length === 0)),
  };
  const known = count((row) => row.status === "unconfirmed" && isDelivered(row) && !statusesLost);
  const disagree = count(
    (row) => row.status !== "unconfirmed" && !statusesLost && told.has(row.status) !== isDelivered(row),
  );
  const open = new Map<string, number>();
  for (const { status } of ledger) if (!isDone(status)) open.set(status, (open.get(status) ?? 0) + 1);
  const complaints = [
    verdict.duplicated > 0 && `${verdict.duplicated} duplicated`,
    verdict.lost > 0 &&
      `${verdict.lost} lost${[...open].map(([status, n]) => `, ${n} still ${status}`).join("")}`,
    nobodys > 0 && `${nobodys} messages that no row knows`,
    ledger.length > expected && `${ledger.length - expected} rows too many`,
    verdict.unconfirmed > mayBeUnconfirmed &&
      `${verdict.unconfirmed} unconfirmed, but only ${mayBeUnconfirmed} were under way`,
    known > 0 && `${known} unconfirmed although the provider delivered them`,
    disagree > 0 && `ledger and sandbox disagree on ${disagree}`,
    verdict.failed !== evidence.failed && `${verdict.failed} failed instead of ${evidence.failed}`,
  ].filter((text) => typeof text === "string");
  return { ...verdict, complaints };
}

/** A campaign writes to a person once; bubbles are as many as there are. */
function keyOf({ recipient, lane, sendId }: LedgerRow): string {
  return lane === "campaign" ? recipient : sendId;
}
