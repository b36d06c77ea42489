import { randomUUID } from "node:crypto";
import { whatsappSend } from "@nova/queue";
import { newPhone, type Stage } from "./stage.ts";

type Wish = { chains: number; length: number; isWoken: boolean };

/** Replies as conversations write them, each chain a few bubbles in order; those not woken have lost their wake-up. */
export async function insertReplies(stage: Stage, { chains, length, isWoken }: Wish): Promise<number> {
  const { stack, senderId } = stage;
  const first: string[] = [];
  for (let chain = 0; chain < chains; chain++) {
    const phone = newPhone();
    let before: string | null = null;
    for (let place = 0; place < length; place++) {
      const id = randomUUID();
      await stack.pool.query(
        `insert into public.sends (id, client_id, sender_id, dedupe_key, lane, to_value, content, after_send_id, position, created_at, updated_at)
         values ($1, $2, $3, $4, 'reply', $5, $6, $7, $8, now() - make_interval(secs => $9), now() - make_interval(secs => $9))`,
        [
          id,
          stack.settings.clientId,
          senderId,
          id,
          phone,
          { kind: "text", body: `bolha ${place}` },
          before,
          place,
          isWoken ? 0 : 30,
        ],
      );
      if (before === null) first.push(id);
      before = id;
    }
  }
  if (isWoken)
    await stack.publisher.publishBatch(
      whatsappSend,
      first.map((sendId) => ({ sendId })),
    );
  return chains * length;
}
