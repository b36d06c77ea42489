import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createBreaker, createReact } from "@nova/breaker";
import { createVault, parseCredentialsKey } from "@nova/credentials";
import type { Alert } from "@nova/notify";
import { seededRandom } from "@nova/pacing";
import { campaignPlan, type Publisher, whatsappSend } from "@nova/queue";
import type { NovaDatabase } from "@nova/supabase-client";
import { createSafeFetch, describeErrorCode, type WhatsApp } from "@nova/whatsapp";
import { createEvolutionWhatsApp } from "@nova/whatsapp/evolution";
import { createMetaWhatsApp } from "@nova/whatsapp/meta";
import * as z from "zod";
import { createDispatch } from "../../../services/whatsapp-dispatcher/src/dispatch.ts";
import { createPlanSenders } from "../../../services/whatsapp-dispatcher/src/plan-senders.ts";
import { createStartDue } from "../../../services/whatsapp-dispatcher/src/start-due.ts";
import { createSweepConversations } from "../../../services/whatsapp-dispatcher/src/sweep-conversations.ts";
import { createDeliver } from "../../../services/whatsapp-worker/src/deliver.ts";
import { createOpenSender } from "../../../services/whatsapp-worker/src/open-sender.ts";

/** What a provider says of a message some time after it took it. */
export const statusTopic = {
  name: "virtual-status",
  schema: z.object({
    provider: z.enum(["meta", "evolution"]),
    sender: z.string(),
    externalId: z.string(),
    trackId: z.string(),
  }),
};

type Wiring = {
  database: NovaDatabase;
  publisher: Pick<Publisher, "publish" | "publishBatch" | "publishAt">;
  sandboxUrl: string;
  now: () => Date;
  seed: number;
  /** Null: no status ever comes. */
  deliveredAfterMs: number | null;
};

/** The dispatcher's and the worker's own code on one database, wired as their `main.ts` wire it; only time is given. */
export function wireServices({ database, publisher, sandboxUrl, now, seed, deliveredAfterMs }: Wiring) {
  const vault = createVault(parseCredentialsKey(`k1:${randomBytes(32).toString("base64")}`));
  const tenantFetch = createSafeFetch({ allowPrivate: true });
  const alerts: Alert[] = [];
  const reported: unknown[] = [];
  const reporter = {
    report: async (thrown: unknown) => {
      reported.push(thrown);
      throw thrown; // nothing goes wrong here unless a test orders it
    },
  };
  const notify = async (alert: Alert) => void alerts.push(alert);
  const linkTo = () => undefined;
  const breaker = createBreaker({
    ...database.breaker,
    notify,
    linkTo,
    describeCode: describeErrorCode,
    now,
  });

  const dispatch = createDispatch({
    schedules: database.schedules,
    startDue: createStartDue({ schedules: database.schedules, reporter }),
    sweepConversations: createSweepConversations({
      conversations: database.conversations,
      ...{ publisher, notify, linkTo, reporter },
    }),
    sends: database.sends,
    campaigns: database.campaigns,
    publisher,
    planSenders: createPlanSenders({
      senders: database.senders,
      publisher,
      reporter,
      now,
      random: seededRandom(seed),
      horizonSeconds: 120,
      budgetMs: 20_000,
    }),
    breaker,
    reporter,
    notify,
    linkTo,
  });
  const open = createOpenSender({
    open: vault.open,
    connectMeta: async (settings) =>
      telling(
        "meta",
        settings.phoneNumberId,
        createMetaWhatsApp({ baseUrl: `${sandboxUrl}/graph/v25.0`, ...settings }),
      ),
    connectEvolution: async (settings) =>
      telling("evolution", settings.instance, createEvolutionWhatsApp({ fetch: tenantFetch, ...settings })),
  });
  const deliver = createDeliver({
    sends: database.sends,
    publisher,
    openSender: open,
    react: createReact({
      ...database.breaker,
      recordOptOut: database.webhooks.recordOptOut,
      notify,
      linkTo,
    }),
    breaker,
    reporter,
    newAttemptId: randomUUID,
    now,
    pause: async () => {},
  });

  /** The same client, whose messages are told to have arrived some time later. */
  function telling(provider: "meta" | "evolution", sender: string, client: WhatsApp): WhatsApp {
    return {
      ...client,
      send: async (to, message, options) => {
        const sent = await client.send(to, message, options);
        if (deliveredAfterMs !== null && sent.providerMessageId) {
          const status = { provider, sender, externalId: sent.providerMessageId, trackId: options.trackId };
          await publisher.publishAt(statusTopic, [status], new Date(now().getTime() + deliveredAfterMs));
        }
        return sent;
      },
    };
  }

  async function hear(clientId: string, status: z.infer<typeof statusTopic.schema>): Promise<void> {
    const { provider, sender, externalId, trackId } = status;
    const body = JSON.stringify(status);
    const { slicesKnown = [] } = await database.webhooks.ingest({
      provider,
      endpointId: null,
      clientId,
      bodyHash: createHash("sha256").update(body).digest("hex"),
      body,
      groups: [
        {
          sender,
          statuses: [{ externalId, trackId, status: "delivered", at: now().toISOString() }],
          optOuts: [],
          optIns: [],
          templateStatuses: [],
        },
      ],
    });
    for (const campaignId of slicesKnown) await publisher.publish(campaignPlan, { campaignId });
  }

  const context = { note: () => {}, draining: () => false };
  return {
    vault,
    alerts,
    reported,
    hear,
    dispatch: (data: unknown) => dispatch(campaignPlan.schema.parse(data), context),
    deliver: (data: unknown) => deliver(whatsappSend.schema.parse(data), context),
  };
}
