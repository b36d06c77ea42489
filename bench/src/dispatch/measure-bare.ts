import { PubSub, v1 } from "@google-cloud/pubsub";
import { buildEnvelope, whatsappSend } from "@nova/queue";
import type pg from "pg";
import { emptyLedger } from "./campaign-setup.ts";
import { type Infrastructure, projectId } from "./start-infrastructure.ts";

/** Seconds. */
export type BareTimes = { total: number; insert: number; publish: number };
export type BarePublisher = { publish(messages: Buffer[]): Promise<void>; close(): Promise<void> };

const columns = `client_id, campaign_id, sender_id, contact_id, dedupe_key, lane, status, reason,
  to_kind, to_value, variables, position`;
const perRequest = 1_000;
const inFlight = 4;

/** Keeps the rows that a campaign has ledgered, under other dedupe keys, for the bare statement to insert. */
export async function keepRows(client: pg.Client, campaignId: string): Promise<void> {
  await client.query("drop table if exists bench_rows");
  await client.query(
    `create unlogged table bench_rows as
     select ${columns.replace("dedupe_key", "'bare:' || dedupe_key as dedupe_key")}
     from public.sends where campaign_id = $1 order by position`,
    [campaignId],
  );
  await client.query("update bench_rows set status = 'pending' where status = 'queued'");
  await client.query("vacuum analyze bench_rows");
}

/** The least that the same work can cost: its rows by one statement with no joins, its messages by the official client. */
export async function measureBare(
  { client }: Infrastructure,
  publisher: BarePublisher,
  published: number,
): Promise<BareTimes> {
  await emptyLedger(client);
  const ids = Array.from({ length: published }, () => crypto.randomUUID());

  const startedAt = performance.now();
  await client.query(`insert into public.sends (${columns}) select ${columns} from bench_rows`);
  const insertedAt = performance.now();
  await publisher.publish(
    ids.map((sendId) =>
      Buffer.from(JSON.stringify(buildEnvelope(whatsappSend, { sendId }, {}, { source: "bench" }))),
    ),
  );
  const endedAt = performance.now();
  return {
    total: (endedAt - startedAt) / 1_000,
    insert: (insertedAt - startedAt) / 1_000,
    publish: (endedAt - insertedAt) / 1_000,
  };
}

/** Google's own client at its fastest: 1,000 messages a request, four requests at once, no batching layer. */
export async function createBarePublisher({ pubsubHost }: Infrastructure): Promise<BarePublisher> {
  const config = await new PubSub({ projectId, apiEndpoint: pubsubHost }).getClientConfig();
  const client = new v1.PublisherClient({ ...config, apiKey: "none" });
  const topic = `projects/${projectId}/topics/${whatsappSend.name}`;
  return {
    publish: async (messages) => {
      const starts = Array.from(
        { length: Math.ceil(messages.length / perRequest) },
        (_, i) => i * perRequest,
      );
      const queue = starts.values();
      const worker = async () => {
        for (const start of queue) {
          const batch = messages.slice(start, start + perRequest).map((data) => ({ data }));
          await client.publish({ topic, messages: batch });
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
    },
    close: () => client.close(),
  };
}
