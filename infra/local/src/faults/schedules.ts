import { randomUUID } from "node:crypto";
import { campaignPlan } from "@nova/queue";
import type { Stage } from "./stage.ts";

/** The campaign's time has come, and with it the dispatcher's tick. */
export async function scheduleNow({ stack }: Stage, campaignId: string): Promise<void> {
  await stack.pool.query(
    "update public.campaigns set status = 'scheduled', starts_at = now() where id = $1 and status = 'draft'",
    [campaignId],
  );
  await stack.publisher.publish(campaignPlan, {});
}

/** Another campaign of the sender is due and cannot start: nobody is on its list. */
export async function scheduleToNobody(stage: Stage): Promise<void> {
  const { stack, senderId } = stage;
  const name = `Sem ninguém ${randomUUID().slice(0, 8)}`;
  const { campaignId } = await stack.database.campaigns.create({
    ...{ clientId: stack.settings.clientId, senderId, name, listName: name, seed: 1 },
    template: { kind: "text", name, body: "Olá" },
  });
  await scheduleNow(stage, campaignId);
}
