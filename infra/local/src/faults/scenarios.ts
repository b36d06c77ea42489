import { setTimeout as sleep } from "node:timers/promises";
import { whatsappSend } from "@nova/queue";
import { projectId } from "../stack/stack-addresses.ts";
import { letGoOn } from "./people.ts";
import { insertReplies } from "./replies.ts";
import type { Rule } from "./rules.ts";
import { scheduleNow, scheduleToNobody } from "./schedules.ts";
import { askSandbox, newPhone, type OwnProfile, type Stage } from "./stage.ts";

export type Scenario =
  | "text"
  | "paced"
  | "evolution"
  | "fresh"
  | "scheduled"
  | "refused start"
  | "lost claims"
  | "early wake-ups"
  | "lost wake-up"
  | "bubbles"
  | "dead token"
  | "locked account"
  | "failures warn"
  | "unseen failures warn"
  | "unseen failures stop"
  | "failed statuses"
  | "template stopped by status"
  | "ramp"
  | "fast clock"
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
  profile?: OwnProfile;
  rules?: Rule[];
  /** Faults that the sandbox is asked for, for this sender. */
  provides?: (stage: Stage) => Record<string, unknown>[];
  before?: (stage: Stage) => Promise<unknown>;
  /** How the campaign begins, if not by its button. */
  start?: (stage: Stage) => Promise<unknown>;
  /** Once the campaign has started; how many sends it has added to it. */
  during?: (stage: Stage) => Promise<number | undefined>;
  /** What a person does about what they see, again and again. */
  person?: (stage: Stage) => Promise<unknown>;
  after?: (stage: Stage) => Promise<unknown>;
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
/** The provider refuses somebody in the middle, so that most have gone well by then. */
const refuses = (code: number) => (stage: Stage) => [{ kind: "error", code, ...inTheMiddle(stage) }];
const failsLater = (code: number) => (stage: Stage) => [
  { kind: "failed-status", code, ...inTheMiddle(stage) },
];
const inTheMiddle = ({ phones }: Stage) => ({ recipient: phones[phones.length >> 1] ?? "", times: 1 });
/** Limits under which so few failures are too many already. */
const limits = (minFailures: number, failureShare: number) => ({
  breaker: { minFailures, failureShare, warnShare: 0.001, consecutive: 1_000 },
});

const fastRamp = {
  firstSlice: 4,
  growth: 2,
  knownShare: 0.7,
  maxFailureShare: 0.1,
  patienceMs: 2_000,
  provenSender: 1_000,
  provenTemplate: 1_000,
};

/** The worker never gets to judge them, so that the dispatcher's round has to. */
const unseen: Scene = {
  rules: [scenery("whatsapp-worker → read_breaker_signals")],
  provides: refuses(131_026),
  failed: 1,
  person: letGoOn,
};

/** Every scene by name. */
export const scenes: Record<Scenario, Scene> = {
  text: {},
  paced: { profile: { minGapMs: 60 } },
  evolution: { provider: "evolution", before: ({ stack }) => stack.instances.renew("whatsapp-webhook") },
  fresh: {
    before: ({ stack }) =>
      Promise.all([stack.instances.renew("whatsapp-worker"), stack.instances.renew("whatsapp-dispatcher")]),
  },
  scheduled: { start: (stage) => scheduleNow(stage, stage.campaignId) },
  "refused start": { before: scheduleToNobody },
  "lost claims": { rules: [scenery("whatsapp-worker → claim_send", { attempts: 2 })] },
  "early wake-ups": { profile: { minGapMs: 150 }, during: wakeTooEarly },
  "lost wake-up": { during: (stage) => insertReplies(stage, { chains: 2, length: 1, isWoken: false }) },
  bubbles: { during: (stage) => insertReplies(stage, { chains: 3, length: 3, isWoken: true }) },
  "dead token": { provides: refuses(190), person: letGoOn },
  "stopped template": { provides: refuses(132_015), person: letGoOn },
  "refusing contact": { provides: refuses(131_050), failed: 1 },
  "locked account": { provides: failsLater(131_031), failed: 1, person: letGoOn },
  "failures warn": { profile: limits(1, 1), provides: refuses(131_026), failed: 1, person: letGoOn },
  "unseen failures warn": { ...unseen, profile: limits(1, 1) },
  "unseen failures stop": { ...unseen, profile: limits(1, 0.001) },
  "failed statuses": { profile: limits(1, 1), provides: failsLater(131_026), failed: 1, person: letGoOn },
  "template stopped by status": { provides: failsLater(132_015), failed: 1, person: letGoOn },
  // What the provider puts off for a moment is due already by this worker's clock.
  "fast clock": {
    provides: () => [{ kind: "throttle", times: 3, retryAfterMs: 300 }],
    before: ({ stack }) => stack.instances.renew("whatsapp-worker", { clockOffMs: 20_000 }),
    after: ({ stack }) => stack.instances.renew("whatsapp-worker"),
  },
  ramp: { profile: { ramp: fastRamp } },
  "unreadable message": { during: publishNonsense },
  // However many messages share the failures: until the first of them has had too many.
  "given up": {
    rules: [
      scenery("whatsapp-dispatcher → sweep_sends", { until: "broker → dead letter to whatsapp-dispatcher" }),
    ],
  },
  "echoes only": { provider: "evolution", provides: () => [{ kind: "timeout-after", ms: 250, rate: 0.4 }] },
  "opt-out": { during: refuseByMessage },
  "unplugged phone": { provider: "evolution", profile: { minGapMs: 50 }, during: unplug },
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
