import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { pushVerifier, readConfig, startWorker } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import manifest from "../service.json" with { type: "json" };
import { configShape } from "./config.ts";
import { createPerformTask } from "./perform-task.ts";
import { exampleTopic } from "./topic.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const { operations } = createDatabase({ url: config.SUPABASE_URL, serviceKey: config.SUPABASE_SERVICE_KEY });

await startWorker({
  manifest,
  config,
  topic: exampleTopic,
  handle: createPerformTask({
    job: manifest.name,
    jobs: operations,
    work: async () => "nothing to do yet",
    now: () => new Date(),
  }),
  health: createHealth(operations, { environment: config.APP_ENV, projectRef: config.SUPABASE_PROJECT_REF }),
  recordDeadLetter: operations.recordDeadLetter,
  verifyPush: pushVerifier(config),
  reporter,
  logger,
  onDrain: [notifier.flush],
});
