import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createVault, parseCredentialsKey } from "@nova/credentials";
import { profiles, type RampSettings } from "@nova/pacing";
import { campaignPlan } from "@nova/queue";
import * as z from "zod";
import { demoContacts } from "../src/demo/demo-contacts.ts";
import { describeWaiting } from "../src/demo/describe-waiting.ts";
import { readAccepted } from "../src/demo/read-records.ts";
import type { Stack } from "../src/stack/start-stack.ts";
import { addFault } from "./stack-harness.ts";

export type Sender = { senderId: string; number: string };
export type Running = Sender & { campaignId: string; startedAt: Date };

const discordPage = z.object({
  messages: z.array(z.looseObject({ embeds: z.array(z.looseObject({ title: z.string().default("") })) })),
});

/** Numbers of the demo's tenant, and campaigns that go wrong in ways of their own. */
export function createScenes(stack: Stack) {
  const { database, settings, publisher, addresses, explainWaiting } = stack;
  const { clientId } = settings;
  const vault = createVault(parseCredentialsKey(settings.credentialsKey));
  let made = 0;

  /** An official number of its own, open round the clock; faults strike it alone. */
  async function openSender(faults: object[] = [], ramp: RampSettings | null = null): Promise<Sender> {
    const senderId = randomUUID();
    const number = String(106_500_000_200_000 + made++);
    await database.senders.save({
      id: senderId,
      clientId,
      provider: "meta",
      externalId: number,
      name: `Número ${made}`,
      apiUrl: null,
      credentials: vault.seal({ accessToken: settings.metaAccessToken }, { clientId, rowId: senderId }),
      profile: { kind: "official", ...profiles.official, window: null, ramp },
    });
    for (const fault of faults) await addFault(stack, { ...fault, sender: number });
    return { senderId, number };
  }

  async function start(sender: Sender, recipients: number, name: string): Promise<Running> {
    const { campaignId, listId } = await database.campaigns.create({
      clientId,
      senderId: sender.senderId,
      name,
      template: { kind: "text", name, body: `Olá {{name}}, ${name}` },
      listName: `${name} ${randomUUID()}`,
      seed: 1,
    });
    await database.campaigns.importContacts(clientId, listId, demoContacts(recipients));
    const startedAt = new Date();
    await database.campaigns.start(clientId, campaignId, "teste");
    await publisher.publish(campaignPlan, { campaignId });
    return { ...sender, campaignId, startedAt };
  }

  const look = async ({ campaignId }: Running) => {
    const summary = await database.campaigns.summarize(campaignId);
    if (!summary) throw new Error("the campaign is gone");
    const { waiting = 0, pending = 0, queued = 0, sending = 0, sent = 0, failed = 0 } = summary.byStatus;
    const { delivered = 0, read = 0 } = summary.byStatus;
    return {
      ...summary,
      waits: waiting + pending + queued,
      underWay: sending + sent,
      failed,
      arrived: delivered + read,
    };
  };

  /** Polls until it is so, or says what it was last. */
  async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean, limitMs = 90_000): Promise<T> {
    for (const end = Date.now() + limitMs; ; await sleep(300)) {
      const value = await ask();
      if (holds(value)) return value;
      if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
    }
  }

  return {
    openSender,
    start,
    look,
    until,
    /** Paused, and nothing under way any more. */
    untilPaused: (running: Running) =>
      until(
        () => look(running),
        ({ paused, underWay }) => paused !== null && underWay === 0,
      ),
    untilFinished: (running: Running) =>
      until(
        () => look(running),
        ({ open, underWay }) => !open && underWay === 0,
      ),
    accepted: async ({ number, startedAt }: Running) =>
      (await readAccepted(addresses.sandbox, number, startedAt)).length,
    /** What the first of those who wait is told. */
    whyWaiting: async ({ campaignId }: Running) => {
      const explanation = await explainWaiting(clientId, campaignId);
      return explanation && describeWaiting(explanation, new Date()).text;
    },
    resume: (campaignId: string) =>
      database.senders.pause({
        scope: "campaign",
        clientId,
        campaignId,
        action: "resume",
        reason: "corrigido",
        source: "manual",
      }),
    /** The alerts of one campaign or sender, as people read them. */
    alertsOf: async (id: string): Promise<string[]> => {
      const response = await fetch(`${addresses.sandbox}/_sandbox/discord`);
      const { messages } = discordPage.parse(await response.json());
      return messages
        .filter((message) => JSON.stringify(message).includes(id))
        .flatMap(({ embeds }) => embeds.map(({ title }) => title));
    },
  };
}
