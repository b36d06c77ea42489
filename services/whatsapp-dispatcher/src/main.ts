import { createBreaker } from "@nova/breaker";
import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { campaignPlan } from "@nova/queue";
import { createPublisher } from "@nova/queue/publisher";
import { linksTo, publisherSettings, pushVerifier, readConfig, startWorker } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import { describeErrorCode } from "@nova/whatsapp";
import manifest from "../service.json" with { type: "json" };
import { configShape } from "./config.ts";
import { createDispatch } from "./dispatch.ts";
import { createPlanSenders } from "./plan-senders.ts";
import { createStartDue } from "./start-due.ts";
import { createSweepConversations } from "./sweep-conversations.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const publisher = createPublisher(publisherSettings(config));
const linkTo = linksTo(config.DASHBOARD_URL);
const { breaker, conversations, operations, senders, sends, campaigns, schedules } = createDatabase({
  url: config.SUPABASE_URL,
  serviceKey: config.SUPABASE_SERVICE_KEY,
});

await startWorker({
  manifest,
  config,
  topic: campaignPlan,
  handle: createDispatch({
    sends,
    campaigns,
    schedules,
    publisher,
    sweepConversations: createSweepConversations({
      conversations,
      publisher,
      notify: notifier.notify,
      linkTo,
      reporter,
    }),
    startDue: createStartDue({ schedules, reporter }),
    planSenders: createPlanSenders({
      senders,
      publisher,
      reporter,
      now: () => new Date(),
      random: Math.random,
      horizonSeconds: 120,
      budgetMs: 20_000,
    }),
    breaker: createBreaker({
      ...breaker,
      notify: notifier.notify,
      linkTo,
      describeCode: describeErrorCode,
      now: () => new Date(),
    }),
    reporter,
    notify: notifier.notify,
    linkTo,
  }),
  health: createHealth(operations, { environment: config.APP_ENV, projectRef: config.SUPABASE_PROJECT_REF }),
  recordDeadLetter: operations.recordDeadLetter,
  verifyPush: pushVerifier(config),
  reporter,
  logger,
  onDrain: [publisher.flush, notifier.flush],
});
