import { setTimeout as sleep } from "node:timers/promises";
import { type AwaitPoint, type Call, type Caller, recognise } from "./await-points.ts";
import { carry, type Reply } from "./carry.ts";
import { createForwarder, type Incoming, type Listener, listen } from "./http-carrier.ts";
import { attemptOf, createRules } from "./rules.ts";

type Ports = {
  lateMs: number;
  /** Ends a process with SIGKILL and resolves when it is gone. */
  kill: (instance: string) => Promise<void>;
};
/** Whose calls come in at a door, and where they go. */
export type Door = {
  by: Caller;
  instance: string;
  to: Call["to"];
  upstream: (path: string) => string | undefined;
};

const overtakenBy = 3;
const overtakenMs = 1_200;

/** Stands between every two processes of the stack: knows what is under way, and does to it what the rules say. */
export function createInterposer({ lateMs, kill }: Ports) {
  let random: () => number = Math.random;
  const rules = createRules(() => random());
  const forwarder = createForwarder();
  const listeners: Listener[] = [];
  const seen = new Map<string, number>();
  const unknown = new Set<string>();
  /** Claims that were asked for and whose outcome is not recorded yet, with the process that made them. */
  const attempts = new Map<string, string>();
  const calls = new Map<string, number>();
  let open = 0;
  let busyAt = Date.now();
  const casualties: string[] = [];
  let vanished = 0;
  let away: { prefix: string; until: number } | undefined;

  /** What was on its way when its process died can end up unconfirmed; nothing else may. */
  function mourn(instance: string | undefined): void {
    for (const [attempt, owner] of attempts) {
      if (instance !== undefined && owner !== instance) continue;
      casualties.push(attempt);
      attempts.delete(attempt);
    }
  }

  async function overtaken(point: AwaitPoint): Promise<void> {
    const wanted = (calls.get(point.name) ?? 0) + overtakenBy;
    const until = Date.now() + overtakenMs;
    while ((calls.get(point.name) ?? 0) < wanted && Date.now() < until) {
      await sleep(10);
    }
  }

  function track(call: Call, reply: Reply | undefined, request: Incoming): void {
    const attempt = attemptOf(call.body);
    if (attempt === undefined || !reply || reply.status >= 300) return;
    const isClaim = call.path.endsWith("/claim_send");
    if (!isClaim || !reply.body.includes('"granted"')) attempts.delete(attempt);
    // Asked by a process that had died before its words were read here: it was under way, too.
    else if (request.isGone() && attempts.delete(attempt)) casualties.push(attempt);
  }

  async function pass(door: Door, request: Incoming): Promise<Reply | undefined> {
    const call = callOf(door, request);
    const point = recognise(call);
    if (point === undefined) unknown.add(`${call.by} → ${call.method} ${call.path}`);
    if (typeof point !== "object") return forwarder.forward(door.upstream(request.path), request);

    seen.set(point.name, (seen.get(point.name) ?? 0) + 1);
    calls.set(point.name, (calls.get(point.name) ?? 0) + 1);
    const attempt = attemptOf(call.body);
    if (call.path.endsWith("/claim_send") && attempt !== undefined) attempts.set(attempt, call.instance);
    open++;
    try {
      if (away && call.path.startsWith(away.prefix) && Date.now() < away.until) return undefined;
      return await carry(rules.strike(point, call), {
        forward: async () => {
          const reply = await forwarder.forward(door.upstream(request.path), request);
          track(call, reply, request);
          if (isSend(point) && (!reply || reply.status >= 500)) vanished++;
          return reply;
        },
        kill: async () => {
          await kill(call.instance);
          mourn(call.by === "sandbox" ? undefined : call.instance);
        },
        overtaken: () => overtaken(point),
        random,
        lateMs,
      });
    } finally {
      open--;
      busyAt = Date.now();
    }
  }

  return {
    rules,
    unknown,
    seen,
    mourn,
    /** A new address whose callers are known. */
    async open(door: Door): Promise<string> {
      const listener = await listen((request) => pass(door, request));
      listeners.push(listener);
      return listener.url;
    },
    /** How long nothing has been under way, in ms. */
    idleMs: () => (open > 0 ? 0 : Date.now() - busyAt),
    /** The attempts that were under way when their process died. */
    mourned: (): readonly string[] => casualties,
    /** Requests to a provider after which nobody could know whether it took them. */
    vanished: () => vanished,
    /** Breaks every connection whose path begins so, for a while. */
    async cut(prefix: string, ms: number): Promise<void> {
      away = { prefix, until: Date.now() + ms };
      await sleep(ms);
    },
    /** Forgets the last cell; the next one's choices come from `choose`. */
    reset(choose: () => number) {
      random = choose;
      away = undefined;
      rules.clear();
      attempts.clear();
      calls.clear();
      casualties.length = 0;
      vanished = 0;
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
      forwarder.close();
    },
  };
}

export type Interposer = ReturnType<typeof createInterposer>;

function isSend({ name }: AwaitPoint): boolean {
  return name.startsWith("whatsapp-worker → send by ");
}

function callOf({ by, instance, to }: Door, { method, path, headers, body }: Incoming): Call {
  const agent = headers["user-agent"] ?? "";
  const isTask = agent.startsWith("Google-Cloud-Tasks");
  const plain = path.split("?", 1)[0] ?? path;
  return {
    by: isTask ? "broker" : by,
    instance: isTask ? "broker" : instance,
    to,
    method,
    path: decodeURIComponent(plain),
    agent,
    body: body.toString("utf8"),
  };
}
