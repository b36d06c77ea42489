import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createBreaker, createReact } from "@nova/breaker";
import { createVault } from "@nova/credentials";
import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { whatsappSend } from "@nova/queue";
import { createPublisher } from "@nova/queue/publisher";
import { linksTo, publisherSettings, pushVerifier, readConfig, startWorker } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import { createSafeFetch, describeErrorCode } from "@nova/whatsapp";
import { createMetaWhatsApp } from "@nova/whatsapp/meta";
import manifest from "../service.json" with { type: "json" };
import { configShape } from "./config.ts";
import { createDeliver } from "./deliver.ts";
import { createOpenSender } from "./open-sender.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const publisher = createPublisher(publisherSettings(config));
const { breaker, operations, sends, webhooks } = createDatabase({
  url: config.SUPABASE_URL,
  serviceKey: config.SUPABASE_SERVICE_KEY,
});
const vault = createVault(config.CREDENTIALS_KEY);
const linkTo = linksTo(config.DASHBOARD_URL);
const tenantFetch = createSafeFetch({
  allowPrivate: config.APP_ENV === "local" || config.APP_ENV === "test",
});

await startWorker({
  manifest,
  config,
  topic: whatsappSend,
  handle: createDeliver({
    sends,
    publisher,
    openSender: createOpenSender({
      open: vault.open,
      connectMeta: async (settings) => createMetaWhatsApp({ baseUrl: config.META_API_URL, ...settings }),
      connectEvolution: async (settings) => {
        const { createEvolutionWhatsApp } = await import("@nova/whatsapp/evolution");
        return createEvolutionWhatsApp({ fetch: tenantFetch, ...settings });
      },
    }),
    react: createReact({ ...breaker, recordOptOut: webhooks.recordOptOut, notify: notifier.notify, linkTo }),
    breaker: createBreaker({
      ...breaker,
      notify: notifier.notify,
      linkTo,
      describeCode: describeErrorCode,
      now: () => new Date(),
    }),
    reporter,
    newAttemptId: randomUUID,
    now: () => new Date(),
    pause,
  }),
  health: createHealth(operations, { environment: config.APP_ENV, projectRef: config.SUPABASE_PROJECT_REF }),
  recordDeadLetter: operations.recordDeadLetter,
  verifyPush: pushVerifier(config),
  reporter,
  logger,
  onDrain: [publisher.flush, notifier.flush],
});
