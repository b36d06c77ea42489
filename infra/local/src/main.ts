import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@nova/error-handler";
import { describeAudit, isPerfect } from "./demo/audit-campaign.ts";
import { runDemo } from "./demo/run-demo.ts";
import { takeRunLock } from "./lock.ts";
import { printAddresses } from "./stack/print-addresses.ts";
import { chosenDatabase } from "./stack/read-own-environment.ts";
import { root, type Stack, startStack } from "./stack/start-stack.ts";

const args = process.argv.slice(2);
const exitAfterDemo = args.includes("--exit");
const stateDir = join(root, ".local");
const demoDone = join(stateDir, "demo-done");
const say = (text: string) => void process.stdout.write(`${text}\n`);

let stack: Stack | undefined;
let stopping: Promise<never> | undefined;

async function leave(code: number): Promise<never> {
  const lock = await locked;
  await stack?.stop();
  lock?.release();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!stopping) say("\nParando… / Stopping…");
    stopping ??= leave(signal === "SIGINT" ? 130 : 143);
  });
}

const locked = takeRunLock(stateDir).catch(fail);

async function main(): Promise<void> {
  if (!(await locked)) return;
  const startedAt = performance.now();
  say("nova-stack: iniciando… / starting…");
  const databaseUrl = await chosenDatabase(root);
  stack = await startStack({
    stateDir,
    databaseUrl,
    withDashboard: !exitAfterDemo,
    log: (line) => say(`  ${line}`),
  });
  say(`Tudo no ar em ${((performance.now() - startedAt) / 1_000).toFixed(1)} s. / Up.\n`);

  if (exitAfterDemo || !existsSync(demoDone)) {
    say("Campanha de demonstração: 1000 destinatários por um número oficial, 80/s. / Demo campaign.");
    const { audit, seconds, waiting, campaignId } = await runDemo(stack);
    say(describeAudit(audit, seconds));
    if (waiting && audit.open > 0)
      say(`Esperando / waiting: ${waiting.text}. ${stack.addresses.panel}/campaigns/${campaignId}`);
    if (isPerfect(audit)) await writeFile(demoDone, "");
    if (exitAfterDemo) await leave(isPerfect(audit) ? 0 : 1);
  }
  printAddresses(stack, say);
}

async function fail(thrown: unknown): Promise<undefined> {
  const message =
    thrown instanceof AppError
      ? thrown.message
      : thrown instanceof Error
        ? (thrown.stack ?? thrown.message)
        : String(thrown);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  return undefined;
}

main().catch(async (thrown: unknown) => {
  if (stopping) return;
  await fail(thrown);
  await leave(1);
});
