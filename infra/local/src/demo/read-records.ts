import pg from "pg";
import * as z from "zod";
import type { AcceptedMessage, LedgerRow } from "./audit-campaign.ts";

const recordPage = z.object({
  records: z.array(
    z.object({
      id: z.string(),
      trackId: z.string(),
      recipient: z.string(),
      status: z.string(),
      direction: z.enum(["in", "out"]),
    }),
  ),
  next: z.int().nullable(),
});

/** The campaign's rows with their attempts, straight from the tables: the audit trusts no counter. */
export async function readLedger(databaseUrl: string, campaignId: string): Promise<LedgerRow[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<LedgerRow>(
      `select s.id as "sendId", s.status, s.to_value as recipient,
              coalesce(array_agg(a.id::text) filter (where a.id is not null), '{}') as "attemptIds",
              coalesce(array_agg(a.provider_message_id) filter (where a.provider_message_id is not null), '{}') as "providerMessageIds"
       from public.sends s left join public.send_attempts a on a.send_id = s.id
       where s.campaign_id = $1 group by s.id`,
      [campaignId],
    );
    return rows;
  } finally {
    await client.end();
  }
}

/** What the sandbox accepted from one sender since a moment: its own record, not the product's. */
export async function readAccepted(
  sandboxUrl: string,
  sender: string,
  since: Date,
): Promise<AcceptedMessage[]> {
  const accepted: AcceptedMessage[] = [];
  let from: string | number = since.toISOString();
  for (;;) {
    const query = new URLSearchParams({ since: String(from), sender });
    const response = await fetch(`${sandboxUrl}/_sandbox/record?${query}`, {
      signal: AbortSignal.timeout(30_000),
    });
    const { records, next } = recordPage.parse(await response.json());
    accepted.push(...records.filter(({ direction }) => direction === "out"));
    if (next === null) return accepted;
    from = next;
  }
}
