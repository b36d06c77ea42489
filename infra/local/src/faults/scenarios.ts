import { setTimeout as sleep } from "node:timers/promises";
import { whatsappSend } from "@nova/queue";
import { projectId } from "../stack/stack-addresses.ts";
import { insertReplies } from "./replies.ts";
import type { Rule } from "./rules.ts";
import { askSandbox, newPhone, type Stage } from "./stage.ts";

export type Scenario =
  | "text"
  | "paced"
  | "evolution"
  | "fresh"
  | "lost claims"
  | "early wake-ups"
  | "lost wake-up"
  | "bubbles"
  | "dead token"
  | "stopped template"
  | "refusing contact"
  | "unreadable message"
  | "given up"
  | "echoes only"
  | "opt-out"
  | "unplugged phone";

/** What goes on around a campaign, so that a part of the code is reached that a plain one leaves alone. */
export type Scene = {
  provider?: Stage["provider"];
  minGapMs?: number;
  rules?: Rule[];
  /** Faults that the sandbox is asked for, for this sender. */
  provides?: Record<string, unknown>[];
  before?: (stage: Stage) => Promise<unknown>;
  /** Once the campaign has started; how many sends it has added to it. */
  during?: (stage: Stage) => Promise<number | undefined>;
  /** What a person does about what they see, again and again. */
  person?: (stage: Stage) => Promise<unknown>;
  /** How many the provider refuses for good. */
  failed?: number;
};

const scenery = (point: string, rule: Partial<Rule> = {}): Rule => ({
  point,
  fault: "answer lost",
  skip: 0,
  times: Number.POSITIVE_INFINITY,
  share: 1,
  scenery: true,
  ...rule,
});
const provided = (code: number) => ({ kind: "error", code, times: 1 });

/** Every scene by name. */
export const scenes: Record<Scenario, Scene> = {
  text: {},
  paced: { minGapMs: 60 },
  evolution: { provider: "evolution", before: ({ stack }) => stack.instances.renew("whatsapp-webhook") },
  fresh: {
    before: ({ stack }) =>
      Promise.all([stack.instances.renew("whatsapp-worker"), stack.instances.renew("whatsapp-dispatcher")]),
  },
  "lost claims": { rules: [scenery("whatsapp-worker → claim_send", { attempts: 2 })] },
  "early wake-ups": { minGapMs: 150, during: wakeTooEarly },
  "lost wake-up": { during: (stage) => insertReplies(stage, { chains: 2, length: 1, isWoken: false }) },
  bubbles: { during: (stage) => insertReplies(stage, { chains: 3, length: 3, isWoken: true }) },
  "dead token": { provides: [provided(190)], person: reactivate },
  "stopped template": { provides: [provided(132_015)], person: resume },
  "refusing contact": { provides: [provided(131_050)], failed: 1 },
  "unreadable message": { during: publishNonsense },
  "given up": { rules: [scenery("whatsapp-dispatcher → sweep_sends", { times: 5 })] },
  "echoes only": { provider: "evolution", provides: [{ kind: "timeout-after", ms: 250, rate: 0.4 }] },
  "opt-out": { during: refuseByMessage },
  "unplugged phone": { provider: "evolution", minGapMs: 50, during: unplug },
};

async function wakeTooEarly({ stack, senderId }: Stage): Promise<undefined> {
  for (let left = 200; left > 0; left--) {
    const { rows } = await stack.pool.query<{ id: string }>(
      "select id from public.sends where sender_id = $1 and status = 'queued' and slot_at > now() + interval '1.2 seconds'",
      [senderId],
    );
    if (rows.length > 0) {
      const early = rows.slice(-5).map(({ id }) => ({ sendId: id }));
      return void (await stack.publisher.publishBatch(whatsappSend, early));
    }
    await sleep(20);
  }
}

async function reactivate({ stack, senderId }: Stage): Promise<void> {
  const { rowCount } = await stack.pool.query(
    "select from public.client_providers where id = $1 and status = 'quarantined'",
    [senderId],
  );
  if (rowCount) await stack.database.senders.setStatus(senderId, "active", "reativado");
}

async function resume({ stack, campaignId }: Stage): Promise<void> {
  const { rowCount } = await stack.pool.query("select from public.active_pauses where scope_key = $1", [
    `campaign:${campaignId}`,
  ]);
  if (!rowCount) return;
  const { clientId } = stack.settings;
  const reason = { action: "resume", reason: "corrigido", source: "manual" } as const;
  await stack.database.senders.pause({ scope: "campaign", clientId, campaignId, ...reason });
}

async function publishNonsense({ stack }: Stage): Promise<undefined> {
  const data = Buffer.from('{"no":"envelope"}').toString("base64");
  await fetch(`${stack.addresses.broker}/v1/projects/${projectId}/topics/whatsapp-send:publish`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ data }] }),
    signal: AbortSignal.timeout(10_000),
  });
}

async function refuseByMessage({ stack, externalId }: Stage): Promise<number> {
  const inbound = { provider: "meta", sender: externalId, from: newPhone(), text: "SAIR" };
  await askSandbox(stack, "POST", "/_sandbox/inbound", inbound);
  return 1;
}

async function unplug({ stack, externalId }: Stage): Promise<undefined> {
  await sleep(150);
  await askSandbox(stack, "PUT", `/_sandbox/instances/${externalId}`, { state: "close", statusReason: 428 });
  await sleep(800);
  await askSandbox(stack, "PUT", `/_sandbox/instances/${externalId}`, { state: "open" });
}
