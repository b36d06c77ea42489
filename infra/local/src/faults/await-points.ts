import type { Scenario } from "./scenarios.ts";

export type Service = "whatsapp-dispatcher" | "whatsapp-worker" | "whatsapp-webhook";
export type Caller = Service | "broker" | "sandbox";
export const services: Service[] = ["whatsapp-dispatcher", "whatsapp-worker", "whatsapp-webhook"];
const callers: Caller[] = [...services, "broker", "sandbox"];

/** A request as the proxy between two processes sees it. */
export type Call = {
  by: Caller;
  /** Which of the caller's processes. */
  instance: string;
  /** The service that is called, or where a service calls out, `outside`. */
  to: Service | "outside";
  method: string;
  path: string;
  /** `Google-Cloud-Tasks` where a delayed publish comes due. */
  agent: string;
  body: string;
};

/** A place in the code where a process waits for another one: what can be lost, doubled, late, or the last thing it did. */
export type AwaitPoint = {
  name: string;
  by: Caller;
  matches: (call: Call) => boolean;
  /** What has to go on for it to be reached for certain. */
  scenario: Scenario;
  /** Reached once for each recipient, or now and then. */
  often: boolean;
  /** A network repeats no request of its own; only what is built to be repeated may be. */
  neverRepeated?: boolean;
};

type Row = [name: string, matches: (call: Call) => boolean, scenario: Scenario, often?: "often"];

const rpc = (name: string) => (call: Call) => call.path === `/rest/v1/rpc/${name}`;
const publish = (topic: string) => (call: Call) => call.path.endsWith(`/topics/${topic}:publish`);
const task = (topic: string) => (call: Call) =>
  call.path.endsWith("/tasks") && taskUrl(call.body).endsWith(`/topics/${topic}:publish`);
const path = (pattern: RegExp) => (call: Call) => pattern.test(call.path);
const alert = path(/^\/discord\/api\/webhooks\//);
const keys = path(/^\/oauth2\/v3\/certs$/);
const push = (service: Service, at: string) => (call: Call) => call.to === service && call.path === at;

const rows: Record<Caller, Row[]> = {
  "whatsapp-dispatcher": [
    ["sweep_sends", rpc("sweep_sends"), "text"],
    ["sweep_conversations", rpc("sweep_conversations"), "text"],
    ["read_breaker_signals", rpc("read_breaker_signals"), "text"],
    ["warn_campaign", rpc("warn_campaign"), "unseen failures warn"],
    ["trip_breaker", rpc("trip_breaker"), "unseen failures stop"],
    ["start_due_campaigns", rpc("start_due_campaigns"), "scheduled"],
    ["confirm_start_refusal", rpc("confirm_start_refusal"), "refused start"],
    ["read_sender_plan", rpc("read_sender_plan"), "text"],
    ["reserve_slots", rpc("reserve_slots"), "text"],
    ["task for whatsapp-send", task("whatsapp-send"), "paced"],
    ["publish whatsapp-send", publish("whatsapp-send"), "text"],
    ["finish_campaigns", rpc("finish_campaigns"), "text"],
    ["fold_campaign_progress", rpc("fold_campaign_progress"), "text"],
    ["confirm_announcement", rpc("confirm_announcement"), "text"],
    ["alert to people", alert, "text"],
    ["record_dead_letter", rpc("record_dead_letter"), "given up"],
    ["keys of push tokens", keys, "fresh"],
  ],
  "whatsapp-worker": [
    ["claim_send", rpc("claim_send"), "text", "often"],
    ["send by Meta", path(/^\/graph\/v[\d.]+\/\d+\/messages$/), "text", "often"],
    ["send by Evolution", path(/^\/evolution\/message\//), "evolution", "often"],
    ["settle_send", rpc("settle_send"), "text", "often"],
    ["abandon_send", rpc("abandon_send"), "lost claims"],
    ["task for campaign-plan", task("campaign-plan"), "text"],
    ["task for whatsapp-send", task("whatsapp-send"), "early wake-ups"],
    ["publish whatsapp-send", publish("whatsapp-send"), "bubbles"],
    ["publish campaign-plan", publish("campaign-plan"), "fast clock"],
    ["stop_sender", rpc("stop_sender"), "dead token"],
    ["trip_breaker", rpc("trip_breaker"), "stopped template"],
    ["read_breaker_signals", rpc("read_breaker_signals"), "failures warn"],
    ["warn_campaign", rpc("warn_campaign"), "failures warn"],
    ["record_opt_out", rpc("record_opt_out"), "refusing contact"],
    ["record_dead_letter", rpc("record_dead_letter"), "unreadable message"],
    ["alert to people", alert, "dead token"],
    ["keys of push tokens", keys, "fresh"],
  ],
  "whatsapp-webhook": [
    ["ingest_webhook", path(/^\/rest\/v1\/rpc\/ingest_webhooks?$/), "text", "often"], // one, or what came together
    ["find_webhook_endpoint", rpc("find_webhook_endpoint"), "evolution"],
    ["find_open_attempts", rpc("find_open_attempts"), "evolution", "often"],
    ["settle_send", rpc("settle_send"), "echoes only"],
    ["publish whatsapp-send", publish("whatsapp-send"), "opt-out"],
    ["publish campaign-plan", publish("campaign-plan"), "ramp"],
    ["stop_sender", rpc("stop_sender"), "locked account"],
    ["trip_breaker", rpc("trip_breaker"), "template stopped by status"],
    ["read_breaker_signals", rpc("read_breaker_signals"), "failed statuses"],
    ["warn_campaign", rpc("warn_campaign"), "failed statuses"],
    ["alert to people", alert, "unplugged phone"],
  ],
  broker: [
    ["push to whatsapp-worker", push("whatsapp-worker", "/"), "text", "often"],
    ["push to whatsapp-dispatcher", push("whatsapp-dispatcher", "/"), "text"],
    ["dead letter to whatsapp-dispatcher", push("whatsapp-dispatcher", "/dead-letter"), "given up"],
    ["task publishes whatsapp-send", publish("whatsapp-send"), "paced"],
    ["task publishes campaign-plan", publish("campaign-plan"), "text"],
  ],
  sandbox: [
    ["webhook of Meta", path(/^\/meta\/webhook$/), "text", "often"],
    ["webhook of Evolution", path(/^\/webhooks\/evolution\//), "evolution", "often"],
  ],
};

/** Not idempotent at the provider: a repeat would be two messages, whoever made it. */
const neverRepeated = new Set(["send by Meta", "send by Evolution"]);
/** Asked by whoever looks after the process, not on the way of a message. */
const background = ["/rest/v1/rpc/check_health", "/rest/v1/rpc/list_migrations"];

/** Every place where one process of the send path waits for another. A run that meets one that is not here fails. */
export const awaitPoints: AwaitPoint[] = callers.flatMap((by) =>
  rows[by].map(([name, matches, scenario, often]) => ({
    name: `${by} → ${name}`,
    by,
    matches,
    scenario,
    often: often === "often",
    neverRepeated: neverRepeated.has(name),
  })),
);

/** The await point of a call; `background` for what is none, undefined for one that nobody has listed. */
export function recognise(call: Call): AwaitPoint | "background" | undefined {
  if (background.includes(call.path)) return "background";
  const by = call.agent.startsWith("Google-Cloud-Tasks") ? "broker" : call.by;
  return awaitPoints.find((point) => point.by === by && point.matches(call));
}

function taskUrl(body: string): string {
  return /"url":"([^"]*)"/.exec(body)?.[1] ?? "";
}
