import { createVault } from "@nova/credentials";
import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { createPublisher } from "@nova/queue/publisher";
import { linksTo, noteOutcome, publisherSettings, readConfig, startHttp } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import { listMetaTemplates } from "@nova/whatsapp/meta";
import manifest from "../service.json" with { type: "json" };
import { createAuthenticate } from "./authenticate.ts";
import { configShape } from "./config.ts";
import { createRoutes } from "./create-routes.ts";
import { createRateLimit } from "./limit-rate.ts";
import { operations } from "./operations/index.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const publisher = createPublisher(publisherSettings(config));
const database = createDatabase({ url: config.SUPABASE_URL, serviceKey: config.SUPABASE_SERVICE_KEY });

await startHttp({
  manifest,
  config,
  body: "unread",
  // A list of contacts over a slow line takes minutes.
  timing: { requestMs: (manifest.run.timeoutSeconds - 10) * 1_000 },
  routes: createRoutes({
    operations,
    ports: {
      database,
      publisher,
      vault: createVault(config.CREDENTIALS_KEY),
      listTemplates: (account) => listMetaTemplates({ baseUrl: config.META_API_URL, ...account }),
      notify: notifier.notify,
      linkTo: linksTo(config.DASHBOARD_URL),
      now: () => new Date(),
    },
    authenticate: createAuthenticate({
      supabaseUrl: config.SUPABASE_URL,
      jwtSecret: config.SUPABASE_JWT_SECRET,
    }),
    limitRate: createRateLimit({ perSecond: 20, burst: 100, now: Date.now }),
    corsOrigins: config.CORS_ORIGINS ?? [],
    reporter,
    note: noteOutcome,
  }),
  health: createHealth(database.operations, {
    environment: config.APP_ENV,
    projectRef: config.SUPABASE_PROJECT_REF,
  }),
  reporter,
  logger,
  onDrain: [publisher.flush, notifier.flush],
});
