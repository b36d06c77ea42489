import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadManifests } from "@nova/topology";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { bundleAll } from "../src/bundle.ts";
import { loneEnvironment, servicesDir, startAlone } from "./lone-service.ts";

const manifests = await loadManifests(servicesDir);

/** What the setting must not be like, each with a mark that must not be printed. */
const wrong: Record<string, string> = {
  APP_ENV: "prod-marker",
  LOG_LEVEL: "loud-marker",
  PORT: "port-marker",
  SUPABASE_URL: "marker:54321",
  DISCORD_WEBHOOK_URL: "discord-marker",
  SLACK_WEBHOOK_URL: "ftp://slack-marker",
  DASHBOARD_URL: "painel-marker",
  OPENAI_BASE_URL: "api.marker.com/v1",
  META_API_URL: "graph.marker.com/v25.0",
  PUBSUB_EMULATOR_HOST: "http://marker",
  CLOUD_TASKS_URL: "tasks-marker",
  TASKS_SERVICE_ACCOUNT: "account-marker",
  PUSH_OIDC_AUDIENCE: "audience-marker",
  PUSH_OIDC_JWKS_URL: "jwks-marker",
  PUSH_SERVICE_ACCOUNT: "push-marker",
  CREDENTIALS_KEY: "k1:marker",
  OPT_OUT_CONFIRMATION: "marker".repeat(200),
  CORS_ORIGINS: "https://painel.example,marker",
  SUPABASE_JWT_SECRET: "short-marker",
};
const common = [
  "APP_ENV",
  "SERVICE_NAME",
  "GCP_PROJECT_ID",
  "SUPABASE_URL",
  "SUPABASE_SERVICE_KEY",
  "SUPABASE_PROJECT_REF",
];
const delayed = ["CLOUD_TASKS_QUEUE", "CLOUD_TASKS_LOCATION", "TASKS_SERVICE_ACCOUNT"];
const required: Record<string, string[]> = {
  "platform-api": [...common, "CREDENTIALS_KEY"],
  "whatsapp-dispatcher": [...common, ...delayed],
  "whatsapp-worker": [...common, ...delayed, "CREDENTIALS_KEY"],
  "conversation-worker": [...common, ...delayed, "OPENAI_API_KEY"],
  "whatsapp-webhook": [...common, ...delayed, "CREDENTIALS_KEY", "META_APP_SECRET", "META_VERIFY_TOKEN"],
};

/** What the service cannot start without, as its config says. */
async function neededBy(name: string): Promise<string[]> {
  const { configShape }: { configShape: z.ZodRawShape } = await import(`${servicesDir}${name}/src/config.ts`);
  const names = Object.entries(configShape).filter(([, schema]) => !z.safeParse(schema, undefined).success);
  return names.map(([setting]) => setting);
}

let folder = "";
let bundles: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-bundles-"));
  bundles = await bundleAll(servicesDir, folder);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(Object.entries(required))("%s needs what this list says, no more", async (name, settings) => {
  expect((await neededBy(name)).sort()).toEqual([...settings].sort());
});

/** Starts the service until it listens or ends; what it wrote and how it ended. */
async function run(name: string, env: Record<string, string>) {
  const service = await startAlone(bundles[name] ?? "", env);
  const hasEnded = service.process.exitCode !== null;
  const result = { code: hasEnded ? service.process.exitCode : undefined, output: service.output() };
  await service.end();
  return result;
}

/** The names in the list, if it is the one list and nothing else was written. */
function listed(output: string): string[] {
  const lines = output.trimEnd().split("\n");
  const english = lines.findIndex((line) => line.startsWith("Missing or wrong configuration ("));
  expect(lines[0]).toMatch(/^Configuração incompleta ou inválida \(\d+\); o serviço não iniciou:$/);
  const names = (some: string[]) => some.map((line) => /^ {2}- (\w+) /.exec(line)?.[1] ?? line);
  expect(names(lines.slice(1, english))).toEqual(names(lines.slice(english + 1)));
  return names(lines.slice(english + 1)).sort();
}

async function eachOf<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

describe.each(manifests.map((manifest) => [manifest.name, manifest] as const))("%s", (name, manifest) => {
  const settings = [...manifest.env, ...manifest.secrets, "PORT"];

  test("starts with what it needs and nothing more", { timeout: 60_000 }, async () => {
    const whole = await loneEnvironment(manifest);
    const needed = await neededBy(name);
    const env = Object.fromEntries(needed.map((setting) => [setting, whole[setting] ?? ""]));
    expect((await run(name, { ...env, PORT: "0" })).code).toBeUndefined();
  });

  test("without one setting that it needs, ends with 1 and a list that names it", {
    timeout: 120_000,
  }, async () => {
    const whole = await loneEnvironment(manifest);
    await eachOf(await neededBy(name), async (setting) => {
      const { [setting]: _, ...env } = whole;
      const { code, output } = await run(name, env);
      expect([code, listed(output)]).toEqual([1, [setting]]);
      expectNoValue(output, env);
    });
  });

  test("with one wrong setting, ends with 1 and a list that names it", { timeout: 120_000 }, async () => {
    const whole = await loneEnvironment(manifest);
    const checkable = settings.filter((setting) => setting in wrong);
    await eachOf(checkable, async (setting) => {
      const env = { ...whole, [setting]: wrong[setting] ?? "" };
      const { code, output } = await run(name, env);
      expect([code, listed(output)]).toEqual([1, [setting]]);
      expectNoValue(output, env);
    });
  });

  test("with everything wrong or missing, ends with 1 and one list of it all", {
    timeout: 60_000,
  }, async () => {
    const env: Record<string, string> = {};
    for (const setting of settings) if (setting in wrong) env[setting] = wrong[setting] ?? "";
    const { code, output } = await run(name, env);
    const all = new Set([...Object.keys(env), ...(await neededBy(name))]);
    expect([code, listed(output)]).toEqual([1, [...all].sort()]);
    expectNoValue(output, env);
  });

  test("with half of a group, ends with 1 and names the other half", { timeout: 60_000 }, async () => {
    const whole = await loneEnvironment(manifest);
    const { PUSH_OIDC_JWKS_URL: url, ...half } = whole;
    const env = { ...half, TELEGRAM_BOT_TOKEN: "1:marker" };
    const { code, output } = await run(name, env);
    const missing = ["TELEGRAM_CHAT_ID", ...(url ? ["PUSH_OIDC_JWKS_URL"] : [])];
    expect([code, listed(output)]).toEqual([1, missing.sort()]);
    expectNoValue(output, env);
  });
});

function expectNoValue(output: string, env: Record<string, string>): void {
  expect(output).not.toContain("marker");
  for (const [setting, value] of Object.entries(env)) {
    if (value.length > 8) expect(output.includes(value), `the value of ${setting} was printed`).toBe(false);
  }
}
