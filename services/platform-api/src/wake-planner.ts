import { attempt } from "@nova/error-handler";
import { campaignPlan } from "@nova/queue";
import type { Ports } from "./ports.ts";

/** What was let go on is planned now instead of at the next tick, which comes anyway. */
export async function wakePlanner({ publisher }: Pick<Ports, "publisher">): Promise<void> {
  await attempt(() => publisher.publish(campaignPlan, {}));
}
