import { createHmac, randomUUID } from "node:crypto";
import type { Seeded, Sender } from "../infrastructure/seed-senders.ts";
import type { Database } from "../infrastructure/start-database.ts";
import type { Request } from "../load/ask-all.ts";

type Sent = { attemptId: string; providerId: string; recipient: string; sender: Sender };

/** Sends that have just gone out, ready to be told delivered. */
export async function insertSent({ client }: Database, seeded: Seeded, count: number): Promise<Sent[]> {
  const round = randomUUID();
  const { rows } = await client.query<{
    attempt_id: string;
    provider_message_id: string;
    to_value: string;
    place: number;
  }>(
    `with made as (
       insert into public.sends (client_id, campaign_id, sender_id, contact_id, dedupe_key, lane, status, to_value, variables, position,
         slot_at, attempt_id, provider_message_id, sent_at, left_at)
       select $1, s.campaign_id, s.sender_id, gen_random_uuid(), $4 || ':' || n, 'campaign', 'sent', (5511900000000 + n)::text, '{"name": "Ana"}', n,
         now(), gen_random_uuid(), 'wamid.' || gen_random_uuid(), now(), now()
       from generate_series(0, $5::int - 1) n
       join unnest($2::uuid[], $3::uuid[]) with ordinality s (sender_id, campaign_id, place) on s.place - 1 = n % cardinality($2::uuid[])
       returning *
     ), tried as (
       insert into public.send_attempts (id, send_id, client_id, sender_id, contact_id, started_at, settled_at, outcome, provider_message_id)
       select attempt_id, id, client_id, sender_id, contact_id, now(), now(), 'sent', provider_message_id from made
     )
     select attempt_id, provider_message_id, to_value, (array_position($2::uuid[], sender_id) - 1)::int as place from made order by position`,
    [
      seeded.clientId,
      seeded.senders.map(({ id }) => id),
      seeded.senders.map(({ campaignId }) => campaignId),
      round,
      count,
    ],
  );
  await client.query("vacuum analyze public.sends, public.send_attempts, public.webhook_events");
  await client.query("checkpoint");
  return rows.flatMap(
    ({ attempt_id: attemptId, provider_message_id: providerId, to_value: recipient, place }) => {
      const sender = seeded.senders[place];
      return sender ? [{ attemptId, providerId, recipient, sender }] : [];
    },
  );
}

/** Webhooks as Meta posts and signs them, with `perBody` statuses of one number each. */
export function statusRequests(sent: Sent[], perBody: number, appSecret: string): Request[] {
  const bySender = [...Map.groupBy(sent, ({ sender }) => sender.id).values()];
  return bySender.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / perBody) }, (_, index) => {
      const body = JSON.stringify(webhookOf(group.slice(index * perBody, (index + 1) * perBody)));
      const signature = createHmac("sha256", appSecret).update(body).digest("hex");
      return { path: "/meta/webhook", body, headers: { "x-hub-signature-256": `sha256=${signature}` } };
    }),
  );
}

function webhookOf(sent: Sent[]) {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const phoneNumberId = sent[0]?.sender.phoneNumberId;
  return {
    object: "whatsapp_business_account",
    entry: [
      {
        id: "102290129340398",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "5511900000000", phone_number_id: phoneNumberId },
              statuses: sent.map(({ providerId, recipient, attemptId }) => ({
                id: providerId,
                status: "delivered",
                timestamp,
                recipient_id: recipient,
                biz_opaque_callback_data: attemptId,
                conversation: { id: "b2f1d0", origin: { type: "marketing" } },
                pricing: { billable: true, pricing_model: "PMP", category: "marketing" },
              })),
            },
          },
        ],
      },
    ],
  };
}
