import { createBreaker, createReact } from "@nova/breaker";
import { createVault } from "@nova/credentials";
import { createLogger, createReporter } from "@nova/error-handler";
import { alertChannels, createAlertSink, createNotifier } from "@nova/notify";
import { createPublisher } from "@nova/queue/publisher";
import { linksTo, noteOutcome, publisherSettings, readConfig, sendProblem, startHttp } from "@nova/runtime";
import { createDatabase, createHealth } from "@nova/supabase-client";
import { describeErrorCode } from "@nova/whatsapp";
import manifest from "../service.json" with { type: "json" };
import { configShape } from "./config.ts";
import { createConfirmEchoes } from "./confirm-echoes.ts";
import { createFindEndpoint } from "./find-endpoint.ts";
import { createGatherIngests } from "./gather-ingests.ts";
import { createReactToIngested } from "./react-to-ingested.ts";
import { createReceiveWebhook } from "./receive-webhook.ts";
import { createRoutes } from "./routes.ts";

const config = readConfig(configShape);
const logger = createLogger({ service: manifest.name, level: config.LOG_LEVEL });
const notifier = createNotifier({ channels: alertChannels(config), logger });
const reporter = createReporter({ logger, sinks: [createAlertSink(notifier, { service: manifest.name })] });
const publisher = createPublisher(publisherSettings(config));
const linkTo = linksTo(config.DASHBOARD_URL);
const now = () => new Date();
const { notify } = notifier;
const { breaker, operations, sends, webhooks } = createDatabase({
  url: config.SUPABASE_URL,
  serviceKey: config.SUPABASE_SERVICE_KEY,
});
const vault = createVault(config.CREDENTIALS_KEY);

await startHttp({
  manifest,
  config,
  body: "raw",
  routes: createRoutes({
    metaAppSecret: config.META_APP_SECRET,
    metaVerifyToken: config.META_VERIFY_TOKEN,
    receive: createReceiveWebhook({
      webhooks: { ingest: createGatherIngests(webhooks) },
      publisher,
      confirmEchoes: createConfirmEchoes(sends),
      reactToIngested: createReactToIngested({
        react: createReact({ ...breaker, recordOptOut: webhooks.recordOptOut, notify, linkTo }),
        breaker: createBreaker({ ...breaker, notify, linkTo, describeCode: describeErrorCode, now }),
        publisher,
        reporter,
        now,
      }),
      notify,
      linkTo,
      reporter,
      confirmation: config.OPT_OUT_CONFIRMATION,
    }),
    findEndpoint: createFindEndpoint(webhooks, Date.now),
    openSecret: ({ secret, clientId, id }) => vault.open(secret, { clientId, rowId: id }),
    refuse: (res, status) => sendProblem(res, status, "webhook.refused"),
    note: noteOutcome,
    now,
  }),
  health: createHealth(operations, { environment: config.APP_ENV, projectRef: config.SUPABASE_PROJECT_REF }),
  reporter,
  logger,
  onDrain: [publisher.flush, notifier.flush],
});
