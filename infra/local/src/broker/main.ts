import * as z from "zod";
import { faultsPatch } from "./faults.ts";
import { startBroker } from "./index.ts";

function readJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text || "{}");
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
}

const environment = z.object({
  DATABASE_URL: z.string().min(1),
  BROKER_PORT: z.coerce.number().int().min(0).max(65_535).default(8085),
  BROKER_LISTEN_ON: z.string().default("127.0.0.1"),
  /** Origins by which services call the broker, with commas between. */
  BROKER_ORIGINS: z.string().default(""),
  BROKER_KEY_DIR: z.string().default(".local/keys"),
  BROKER_MAX_IN_FLIGHT: z.coerce.number().int().min(1).max(1_000).default(100),
  BROKER_FAULTS: z.string().default("{}").transform(readJson).pipe(faultsPatch),
  GCP_PROJECT_ID: z.string().default("nova-local"),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  for (const issue of parsed.error.issues) console.error(`${issue.path.join(".")}: ${issue.message}`);
  process.exit(1);
}
const settings = parsed.data;
const broker = await startBroker({
  databaseUrl: settings.DATABASE_URL,
  port: settings.BROKER_PORT,
  projectId: settings.GCP_PROJECT_ID,
  listenOn: settings.BROKER_LISTEN_ON,
  keyDir: settings.BROKER_KEY_DIR,
  origins: settings.BROKER_ORIGINS.split(",").filter(Boolean),
  maxInFlight: settings.BROKER_MAX_IN_FLIGHT,
  faults: settings.BROKER_FAULTS,
  log: (line) => console.error(line),
});
console.log(JSON.stringify({ ready: true, port: broker.port }));

const stop = () => void broker.close().then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
