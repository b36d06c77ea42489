import type pg from "pg";
import * as z from "zod";

const messageRow = z.object({
  id: z.uuid(),
  seq: z.coerce.number(),
  topic: z.string(),
  event: z.string().nullable(),
  payload: z.unknown(),
  private: z.boolean().nullable(),
});
export type RealtimeMessage = z.infer<typeof messageRow>;
export type MessageFeed = {
  /** Begins with what is sent from now on. */
  start(): Promise<void>;
  /** Every message that was committed since the last call, in the order of its number. */
  readNew(): Promise<RealtimeMessage[]>;
};

const batchSize = 1000;
/** A number that has not come after this long belongs to a transaction that was undone. */
const gapMs = 60_000;
const lookBack = 200;

/** Reads `realtime.messages` by number. Numbers are given before commit, so one that was skipped is looked for again. */
export function createMessageFeed(pool: pg.Pool, now: () => number = Date.now): MessageFeed {
  let last = 0;
  const gaps = new Map<number, number>();

  async function readBatch(): Promise<RealtimeMessage[]> {
    for (const [seq, since] of gaps) if (now() - since > gapMs) gaps.delete(seq);
    const { rows } = await pool.query(
      `select id, seq, topic, event, payload, private from realtime.messages
       where seq > $1 or seq = any ($2::bigint[]) order by seq limit ${batchSize}`,
      [last, [...gaps.keys()]],
    );
    const messages = z.array(messageRow).parse(rows);
    for (const { seq } of messages) {
      gaps.delete(seq);
      for (let missing = Math.max(last + 1, seq - batchSize); missing < seq; missing += 1)
        gaps.set(missing, now());
      last = Math.max(last, seq);
    }
    return messages;
  }
  async function readNew(): Promise<RealtimeMessage[]> {
    const messages = await readBatch();
    return messages.length < batchSize ? messages : [...messages, ...(await readNew())];
  }
  return {
    readNew,
    start: async () => {
      await pool.query("delete from realtime.messages where inserted_at < now() - interval '3 days'"); // kept as long as hosted
      const { rows } = await pool.query("select coalesce(max(seq), 0) as last from realtime.messages");
      last = Math.max(0, Number(rows[0]?.last) - lookBack);
      await readNew(); // learns which numbers are still open
    },
  };
}
