import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { provision, type SubscriptionPlan } from "@nova/queue/provision";
import * as z from "zod";

const pushSchema = z.object({
  message: z.object({
    data: z.string(),
    attributes: z.record(z.string(), z.string()).default({}),
    messageId: z.string(),
    message_id: z.string().optional(),
    publishTime: z.string(),
    publish_time: z.string().optional(),
  }),
  subscription: z.string(),
  deliveryAttempt: z.number().optional(),
});

export type Push = z.infer<typeof pushSchema> & {
  at: number;
  text: string;
  body: unknown;
  headers: http.IncomingHttpHeaders;
};

/** What a subscriber answers: a status, or nothing at all. */
export type Reply = (push: Push, count: number) => number | "hang" | Promise<number>;

export type Receiver = {
  url: string;
  pushes: Push[];
  texts(): string[];
  reply(next: Reply): void;
  close(): Promise<void>;
};

/** A subscriber that keeps what is pushed to it. */
export async function startReceiver(reply: Reply = () => 204): Promise<Receiver> {
  const pushes: Push[] = [];
  let current = reply;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const parsed = pushSchema.parse(body);
    const text = Buffer.from(parsed.message.data, "base64").toString("utf8");
    const push = { ...parsed, at: Date.now(), text, body, headers: request.headers };
    pushes.push(push);
    const status = await current(push, pushes.length);
    if (status !== "hang") response.writeHead(status).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    pushes,
    texts: () => pushes.map((push) => push.text),
    reply: (next) => {
      current = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function portOf(server: http.Server): number {
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("not listening");
  return address.port;
}

/** Waits for something to become true, and says what did not. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(10);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let topics = 0;

/** A topic name that no other test uses. */
export function freshTopic(): string {
  topics += 1;
  return `test-topic-${process.pid}-${topics}`;
}

const project = "nova-local";

/** Makes a topic with one push subscription, quick to repeat unless told otherwise. */
export async function subscribe(
  pubsubUrl: string,
  pushEndpoint: string,
  change: Partial<SubscriptionPlan> = {},
): Promise<string> {
  const topic = change.topic ?? freshTopic();
  await provision({
    projectId: project,
    pubsubUrl,
    subscriptions: [
      {
        topic,
        subscription: `${topic}-sub`,
        pushEndpoint,
        ackDeadlineSeconds: 10,
        minBackoffSeconds: 0.2,
        maxBackoffSeconds: 600,
        maxDeliveryAttempts: 5,
        ...change,
      },
    ],
  });
  return topic;
}

export type Answer = { status: number; body: unknown };

/** Calls an API path and gives what came, refusals included. */
export async function callApi(
  baseUrl: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

export const topicPath = (topic: string) => `/v1/projects/${project}/topics/${topic}`;
export const subscriptionPath = (name: string) => `/v1/projects/${project}/subscriptions/${name}`;

const published = z.object({ messageIds: z.array(z.string()) });

/** Publishes plain texts and gives their ids. */
export async function publishTexts(
  baseUrl: string,
  topic: string,
  texts: string[],
  attributes?: Record<string, string>,
): Promise<string[]> {
  const messages = texts.map((text) => ({
    data: Buffer.from(text).toString("base64"),
    ...(attributes && { attributes }),
  }));
  const answer = await callApi(baseUrl, "POST", `${topicPath(topic)}:publish`, { messages });
  return published.parse(answer.body).messageIds;
}

export type BrokerProcess = { url: string; child: ChildProcess; kill(signal: NodeJS.Signals): Promise<void> };

const mainFile = fileURLToPath(new URL("../src/broker/main.ts", import.meta.url));
const readyLine = z.object({ ready: z.literal(true), port: z.number() });

/** The broker as a process of its own, so that it can be killed. */
export async function spawnBroker(databaseUrl: string, keyDir: string, port = 0): Promise<BrokerProcess> {
  const child = spawn(process.execPath, [mainFile], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, DATABASE_URL: databaseUrl, BROKER_PORT: String(port), BROKER_KEY_DIR: keyDir },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = readyLine.parse(JSON.parse(line));
    const kill = async (signal: NodeJS.Signals) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    };
    return { url: `http://127.0.0.1:${ready.port}`, child, kill };
  }
  throw new Error("the broker ended before it was ready");
}
