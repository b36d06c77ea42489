import type { AcceptedMessage, LedgerRow } from "../demo/audit-campaign.ts";
import { readAccepted } from "../demo/read-records.ts";
import type { Stage } from "./stage.ts";

/** A row of the ledger, and the lane that it took. */
export type LaneRow = LedgerRow & { lane: string };

/** Both records of a cell: the ledger's rows of its sender, and what the sandbox accepted from it. */
export async function readEvidence({
  stack,
  senderId,
  externalId,
}: Stage): Promise<{ ledger: LaneRow[]; accepted: AcceptedMessage[] }> {
  const { rows: ledger } = await stack.pool.query<LaneRow>(
    `select s.id as "sendId", s.status, s.lane, s.to_value as recipient,
            coalesce(array_agg(a.id::text) filter (where a.id is not null), '{}') as "attemptIds",
            coalesce(array_agg(a.provider_message_id) filter (where a.provider_message_id is not null), '{}') as "providerMessageIds"
     from public.sends s left join public.send_attempts a on a.send_id = s.id
     where s.sender_id = $1 group by s.id`,
    [senderId],
  );
  return { ledger, accepted: await readAccepted(stack.addresses.sandbox, externalId, new Date(0)) };
}
