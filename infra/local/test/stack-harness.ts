import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { campaignPlan } from "@nova/queue";
import { auditCampaign } from "../src/demo/audit-campaign.ts";
import { demoContacts } from "../src/demo/demo-contacts.ts";
import { readAccepted, readLedger } from "../src/demo/read-records.ts";
import { runCampaign } from "../src/demo/run-campaign.ts";
import { demoPhoneNumberId } from "../src/stack/seed-demo-tenant.ts";
import { type Stack, type StackOptions, startStack } from "../src/stack/start-stack.ts";

export type TestStack = Stack & { stateDir: string; end: () => Promise<void> };

/** A whole stack of its own in a temporary folder: services as bundles, its own database, its own ports. */
export async function openStack(options: Partial<StackOptions> = {}): Promise<TestStack> {
  const stateDir = await mkdtemp(join(tmpdir(), "nova-stack-"));
  const stack = await startStack({ stateDir, ...options });
  const end = async () => {
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { ...stack, stateDir, end };
}

type Run = {
  recipients: number;
  body?: string;
  contacts?: ReturnType<typeof demoContacts>;
  publisher?: Stack["publisher"];
};

/** Runs a text campaign through the official number and audits it by the ledger and by the sandbox's own record. */
export async function runAudited(
  stack: Stack,
  { recipients, body = "Olá {{name}}", contacts, publisher }: Run,
) {
  const run = await runCampaign(
    {
      clientId: stack.settings.clientId,
      senderId: stack.settings.metaSenderId,
      name: "Teste",
      template: { kind: "text", name: `texto ${Math.random()}`, body },
      contacts: contacts ?? demoContacts(recipients),
    },
    { database: stack.database, publisher: publisher ?? stack.publisher, output: { write: () => {} } },
  );
  const [ledger, accepted] = await Promise.all([
    readLedger(stack.databaseUrl, run.campaignId),
    readAccepted(stack.addresses.sandbox, demoPhoneNumberId, run.startedAt),
  ]);
  return { ...run, ledger, accepted, audit: auditCampaign(recipients, ledger, accepted) };
}

/** Wakes the dispatcher every few seconds instead of once a minute, so that a test need not wait for the tick; ends it. */
export function tickOften({ publisher }: TestStack, everyMs = 3_000): () => void {
  const timer = setInterval(() => {
    // A broker that is away is woken again in a moment.
    publisher.publish(campaignPlan, {}).catch(() => {});
  }, everyMs);
  return () => clearInterval(timer);
}

/** Scripts a fault of the sandbox. */
export async function addFault(stack: Stack, fault: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${stack.addresses.sandbox}/_sandbox/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** Everything that the stack's processes have logged. */
export async function readLogs(stack: TestStack): Promise<string> {
  const folder = join(stack.stateDir, "logs");
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")))).join("\n");
}
