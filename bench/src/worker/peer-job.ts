import pg from "pg";
import * as z from "zod";

const settings = z
  .object({
    DATABASE_URL: z.string(),
    PROVIDER_URL: z.url(),
    CONCURRENCY: z.coerce.number().int().positive(),
  })
  .parse(process.env);

export const job = z.object({ id: z.uuid(), recipient: z.string() });
export type Job = z.infer<typeof job>;
const answered = z.object({ messages: z.tuple([z.object({ id: z.string() })]) });

export const { DATABASE_URL: databaseUrl, CONCURRENCY: concurrency } = settings;
/** As many connections as the gateway keeps, and PostgREST unless told otherwise. */
export const connections = 10;

const pool = new pg.Pool({ connectionString: databaseUrl, max: connections, application_name: "bench-peer" });
const headers = { "content-type": "application/json", authorization: "Bearer bench" };

/** The work of one job: a row is written, the provider is asked, the row is updated. */
export async function send({ id, recipient }: Job): Promise<void> {
  await pool.query({
    name: "before",
    text: "insert into bench.sends (id, recipient, status, started_at) values ($1, $2, 'sending', clock_timestamp())",
    values: [id, recipient],
  });
  const response = await fetch(settings.PROVIDER_URL, {
    method: "POST",
    headers,
    body: JSON.stringify({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: `+${recipient}`,
      type: "text",
      text: { body: "Olá Ana Souza", preview_url: false },
      biz_opaque_callback_data: id,
    }),
    signal: AbortSignal.timeout(7_000),
  });
  const { messages } = answered.parse(await response.json());
  await pool.query({
    name: "after",
    text: "update bench.sends set status = 'sent', provider_message_id = $2, settled_at = clock_timestamp() where id = $1",
    values: [id, messages[0].id],
  });
}
