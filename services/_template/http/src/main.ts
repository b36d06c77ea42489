import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { readConfig, startHttp } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import manifest from "../service.json" with { type: "json" };
import { configShape } from "./config.ts";
import { createReceiveRequest } from "./receive-request.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const { operations } = createDatabase({ url: config.SUPABASE_URL, serviceKey: config.SUPABASE_SERVICE_KEY });
const receiveRequest = createReceiveRequest({ work: async () => {} });

await startHttp({
  manifest,
  config,
  routes: (app) => {
    app.post("/", async (req, res) => void res.json(await receiveRequest(req.body)));
  },
  health: createHealth(operations, { environment: config.APP_ENV, projectRef: config.SUPABASE_PROJECT_REF }),
  reporter,
  logger,
  onDrain: [notifier.flush],
});
