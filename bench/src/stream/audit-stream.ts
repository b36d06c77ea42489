import { type Audit, auditCampaign } from "../../../infra/local/src/demo/audit-campaign.ts";
import { readAccepted, readLedger } from "../../../infra/local/src/demo/read-records.ts";
import { demoPhoneNumberId } from "../../../infra/local/src/stack/seed-demo-tenant.ts";
import type { Stream } from "./start-stream.ts";

/** What ledger and sandbox each say became of every recipient. */
export async function auditStream({ stack, campaignId, recipients, startedAt }: Stream): Promise<Audit> {
  const ledger = await readLedger(stack.databaseUrl, campaignId);
  const accepted = await readAccepted(stack.addresses.sandbox, demoPhoneNumberId, startedAt);
  return auditCampaign(recipients, ledger, accepted);
}
