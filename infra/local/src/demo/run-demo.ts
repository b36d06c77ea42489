import { demoTemplate } from "../stack/connect-sandbox.ts";
import { demoPhoneNumberId } from "../stack/seed-demo-tenant.ts";
import type { Stack } from "../stack/start-stack.ts";
import { type Audit, auditCampaign } from "./audit-campaign.ts";
import { demoContacts } from "./demo-contacts.ts";
import type { Waiting } from "./describe-waiting.ts";
import { readAccepted, readLedger } from "./read-records.ts";
import { runCampaign } from "./run-campaign.ts";

/** Sends the demo campaign to invented people through the sandbox and counts what came of it, by both records. */
export async function runDemo(
  stack: Stack,
  recipients = 1_000,
): Promise<{ audit: Audit; seconds: number; campaignId: string; waiting: Waiting | null }> {
  const { settings, addresses, databaseUrl } = stack;
  const time = new Date().toLocaleTimeString("pt-BR"); // so that no run says the same as an earlier one
  const { campaignId, startedAt, seconds, waiting } = await runCampaign(
    {
      clientId: settings.clientId,
      senderId: settings.metaSenderId,
      name: "Demonstração",
      template: {
        kind: "meta",
        name: demoTemplate.name,
        language: demoTemplate.language,
        body: demoTemplate.body,
        category: "marketing",
        components: [
          {
            type: "body",
            parameters: [
              { type: "text", text: "{{name}}" },
              { type: "text", text: time },
            ],
          },
        ],
      },
      contacts: demoContacts(recipients),
    },
    stack,
  );
  const [ledger, accepted] = await Promise.all([
    readLedger(databaseUrl, campaignId),
    readAccepted(addresses.sandbox, demoPhoneNumberId, startedAt),
  ]);
  return { audit: auditCampaign(recipients, ledger, accepted), seconds, campaignId, waiting };
}
