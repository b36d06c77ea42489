/** A recipient as the ledger has it, with every attempt that was made for it. */
export type LedgerRow = {
  sendId: string;
  status: string;
  recipient: string;
  attemptIds: string[];
  providerMessageIds: string[];
};
/** A message that the sandbox accepted for this campaign's sender. */
export type AcceptedMessage = { id: string; trackId: string; recipient: string; status: string };

export type Audit = {
  recipients: number;
  delivered: number;
  failed: number;
  skipped: number;
  unconfirmed: number;
  /** Still waiting or on their way. */
  open: number;
  /** Recipients whose phone got the message more than once. */
  duplicated: number;
  /** Recipients that the ledger counts as reached, or does not have at all, and whose phone got nothing. */
  lost: number;
  /** Recipients of whom ledger and sandbox say different things. */
  disagreeing: string[];
};

const reached = new Set(["sent", "delivered", "read"]);
const told = new Set(["delivered", "read"]);

/**
 * Compares the ledger with what the phones got. Pure. A message belongs to a send by our own attempt id, or by the id
 * that the provider gave it.
 */
export function auditCampaign(
  audience: number,
  ledger: readonly LedgerRow[],
  accepted: readonly AcceptedMessage[],
): Audit {
  const byAttempt = new Map(ledger.flatMap((row) => row.attemptIds.map((id) => [id, row.sendId])));
  const byProviderId = new Map(ledger.flatMap((row) => row.providerMessageIds.map((id) => [id, row.sendId])));
  const got = new Map<string, AcceptedMessage[]>();
  for (const message of accepted) {
    const sendId = byAttempt.get(message.trackId) ?? byProviderId.get(message.id);
    if (sendId) got.set(sendId, [...(got.get(sendId) ?? []), message]);
  }

  const count = (matches: (status: string) => boolean) => ledger.filter((row) => matches(row.status)).length;
  const audit: Audit = {
    recipients: audience,
    delivered: count((status) => told.has(status)),
    failed: count((status) => status === "failed"),
    skipped: count((status) => status === "skipped" || status === "cancelled"),
    unconfirmed: count((status) => status === "unconfirmed"),
    open: count((status) => ["pending", "queued", "sending", "sent"].includes(status)),
    duplicated: 0,
    lost: audience - ledger.length,
    disagreeing: [],
  };
  for (const { sendId, status } of ledger) {
    const messages = got.get(sendId) ?? [];
    if (messages.length > 1) audit.duplicated++;
    if (reached.has(status) && messages.length === 0) audit.lost++;
    const known = messages.at(-1)?.status;
    const disagrees = told.has(status) !== (known !== undefined && told.has(known));
    if (disagrees && status !== "unconfirmed") audit.disagreeing.push(sendId);
  }
  return audit;
}

/** The one line that sums a run up; what is not zero and unusual is added to it. */
export function describeAudit(audit: Audit, seconds: number): string {
  const { recipients, delivered, failed, skipped, unconfirmed, open, duplicated, lost, disagreeing } = audit;
  const unusual = [
    skipped > 0 ? `, ${skipped} skipped` : "",
    unconfirmed > 0 ? `, ${unconfirmed} unconfirmed` : "",
    open > 0 ? `, ${open} still open` : "",
    disagreeing.length > 0 ? `, ${disagreeing.length} on which ledger and sandbox disagree` : "",
  ].join("");
  return `${recipients} recipients: ${delivered} delivered, ${failed} failed, ${duplicated} duplicated, ${lost} lost${unusual} in ${seconds.toFixed(1)} s`;
}

/** Whether every recipient got the message exactly once, by both records. */
export function isPerfect({ recipients, delivered, duplicated, lost, disagreeing }: Audit): boolean {
  return delivered === recipients && duplicated === 0 && lost === 0 && disagreeing.length === 0;
}
