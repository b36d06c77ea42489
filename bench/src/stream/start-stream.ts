import { join } from "node:path";
import { campaignPlan } from "@nova/queue";
import pg from "pg";
import { demoContacts } from "../../../infra/local/src/demo/demo-contacts.ts";
import { type Stack, startStack } from "../../../infra/local/src/stack/start-stack.ts";
import type { Scratch } from "../scratch.ts";

export type Stream = {
  stack: Stack;
  client: pg.Client;
  campaignId: string;
  recipients: number;
  startedAt: Date;
};

const rowsPerImport = 5_000;

/**
 * The whole local stack, every provider status told, and a campaign of so many recipients by its official number, which
 * sends 80 a second.
 */
export async function startStream(scratch: Scratch, recipients: number): Promise<Stream> {
  const { folder, onClose, log, signal } = scratch;
  log("starting the whole stack");
  const starting = startStack({
    stateDir: join(folder, "stack"),
    // Sent, delivered and read of every message: 240 statuses a second.
    sandbox: { READ_SHARE: "1" },
  });
  onClose(async () => (await starting).stop());
  const stack = await starting;
  signal.throwIfAborted();
  const client = new pg.Client({ connectionString: stack.databaseUrl, application_name: "nova-bench" });
  client.on("error", () => {});
  await client.connect();
  onClose(() => client.end());

  log(`importing ${recipients} contacts`);
  const { campaigns } = stack.database;
  const { clientId, metaSenderId: senderId } = stack.settings;
  const { campaignId, listId } = await campaigns.create({
    clientId,
    senderId,
    name: "stream",
    template: { name: "stream", kind: "text", body: "Olá {{name}}" },
    listName: "stream",
    seed: 1,
  });
  const contacts = demoContacts(recipients);
  for (let from = 0; from < recipients; from += rowsPerImport)
    await campaigns.importContacts(clientId, listId, contacts.slice(from, from + rowsPerImport));
  await client.query(
    "create schema bench; create table bench.slots (id uuid primary key, slot_at timestamptz not null)",
  );
  const startedAt = new Date();
  await campaigns.start(clientId, campaignId, "bench");
  await stack.publisher.publish(campaignPlan, { campaignId });
  return { stack, client, campaignId, recipients, startedAt };
}
