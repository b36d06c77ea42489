import type pg from "pg";
import * as z from "zod";
import { refusal } from "./api-error.ts";
import { missing } from "./resources.ts";
import { unimplemented } from "./subscription-config.ts";

const maxMessages = 1_000;
const maxBytes = 10_000_000;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const request = z.object({
  messages: z
    .array(
      z.object({
        data: z.string().default(""),
        attributes: z.record(z.string(), z.string()).default({}),
        orderingKey: z.string().optional(),
      }),
    )
    .default([]),
});

export type OutgoingMessage = { data: string; attributes: Record<string, string> };

/** Reads a publish request, within Pub/Sub's limits: 1,000 messages, 10 MB, none empty, data in base64. */
export function parsePublish(body: unknown): OutgoingMessage[] {
  const parsed = request.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refusal(
      "INVALID_ARGUMENT",
      `Invalid JSON payload received. ${issue?.path.join(".")}: ${issue?.message}`,
    );
  }
  const { messages } = parsed.data;
  if (messages.length === 0)
    throw refusal("INVALID_ARGUMENT", "The value for message_count is too small: 0. It must be at least 1.");
  if (messages.length > maxMessages)
    throw refusal(
      "INVALID_ARGUMENT",
      `The value for message_count is too large. You passed ${messages.length} in the request, but the maximum value is ${maxMessages}.`,
    );

  let bytes = 0;
  const outgoing = messages.map(({ data, attributes, orderingKey }, index) => {
    if (orderingKey) throw unimplemented("ordering keys");
    if (!data && Object.keys(attributes).length === 0)
      throw refusal(
        "INVALID_ARGUMENT",
        "One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.",
      );
    checkAttributes(attributes);
    const message = { data: standardBase64(data, index), attributes };
    bytes += (message.data.length * 3) / 4;
    for (const [key, value] of Object.entries(attributes)) bytes += key.length + value.length;
    return message;
  });
  if (bytes > maxBytes)
    throw refusal("INVALID_ARGUMENT", `Request payload size exceeds the limit: ${maxBytes} bytes.`);
  return outgoing;
}

function checkAttributes(attributes: Record<string, string>): void {
  const pairs = Object.entries(attributes);
  const bad = pairs.find(
    ([key, value]) => key === "" || key.length > 256 || key.startsWith("goog") || value.length > 1024,
  );
  if (bad || pairs.length > 100)
    throw refusal(
      "INVALID_ARGUMENT",
      "Invalid attributes: at most 100, keys to 256 bytes and not starting with goog, values to 1024 bytes.",
    );
}

/** Protobuf's JSON takes both alphabets, padded or not; pushes carry the standard one. */
function standardBase64(data: string, index: number): string {
  if (base64.test(data) && data.length % 4 === 0) return data;
  const standard = data.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  if (!base64.test(standard) || standard.length % 4 === 1)
    throw refusal(
      "INVALID_ARGUMENT",
      `Invalid value at 'messages[${index}].data' (TYPE_BYTES), Base64 decoding failed`,
    );
  return Buffer.from(standard, "base64").toString("base64");
}

// One statement: a message is stored together with all its deliveries, or not at all.
const insert = `
with message as materialized (
  select nextval('broker.message_ids') as id, u.data, u.attributes::jsonb as attributes, u.position
  from unnest($2::text[], $3::text[]) with ordinality as u (data, attributes, position)
  where exists (select from broker.topics where name = $1)
), stored as (
  insert into broker.deliveries (subscription, message_id, data, attributes)
  select s.name, m.id, m.data, m.attributes from message m cross join broker.subscriptions s where s.topic = $1
)
select array_agg(id::text order by position) as ids from message`;

/** Stores messages for every subscription of their topic and gives their ids. */
export async function publishMessages(
  database: pg.Pool | pg.PoolClient,
  topic: string,
  messages: OutgoingMessage[],
): Promise<{ messageIds: string[] }> {
  const { rows } = await database.query<{ ids: string[] | null }>({
    name: "broker-publish",
    text: insert,
    values: [
      topic,
      messages.map((message) => message.data),
      messages.map((message) => JSON.stringify(message.attributes)),
    ],
  });
  const ids = rows[0]?.ids;
  if (!ids) throw missing(topic);
  return { messageIds: ids };
}
