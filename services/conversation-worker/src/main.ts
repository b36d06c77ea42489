import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { conversationProcess } from "@nova/queue";
import { createPublisher } from "@nova/queue/publisher";
import { linksTo, publisherSettings, pushVerifier, readConfig, startWorker } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import manifest from "../service.json" with { type: "json" };
import { createAnswer } from "./answer.ts";
import { configShape } from "./config.ts";
import { openModel } from "./open-model.ts";
import { createThink } from "./think.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const publisher = createPublisher(publisherSettings(config));
const now = () => new Date();
const { conversations, operations } = createDatabase({
  url: config.SUPABASE_URL,
  serviceKey: config.SUPABASE_SERVICE_KEY,
});

await startWorker({
  manifest,
  config,
  topic: conversationProcess,
  handle: createAnswer({
    conversations,
    publisher,
    think: createThink({
      model: openModel(config, ({ code }) => logger.warn("the fallback model is asked", { code })),
      models: { cheap: config.LLM_MODEL, strong: config.LLM_MODEL_COMPLEX },
      now,
    }),
    notify: notifier.notify,
    linkTo: linksTo(config.DASHBOARD_URL),
    reporter,
    newLeaseId: randomUUID,
    now,
    pause,
  }),
  health: createHealth(operations, { environment: config.APP_ENV, projectRef: config.SUPABASE_PROJECT_REF }),
  recordDeadLetter: operations.recordDeadLetter,
  verifyPush: pushVerifier(config),
  reporter,
  logger,
  onDrain: [publisher.flush, notifier.flush],
});
