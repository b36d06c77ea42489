import { AppError } from "@nova/error-handler";
import * as z from "zod";
import { type AccessToken, createMetadataToken } from "./access-token.ts";
import { buildEnvelope, type EnvelopeMeta } from "./envelope.ts";
import { createMicroBatch } from "./micro-batch.ts";
import { createPostJson, type PostOptions } from "./post-json.ts";
import { planTasks } from "./task-plan.ts";
import type { Topic } from "./topics.ts";

/** Where messages are published. What resolves is durable; what rejects is an AppError `queue.*`. */
export interface Publisher {
  publish<T>(topic: Topic<T>, data: T, meta?: EnvelopeMeta): Promise<string>;
  publishBatch<T>(topic: Topic<T>, datas: readonly T[], meta?: EnvelopeMeta): Promise<string[]>;
  /** Publishes at a later time; what is due already is published now. */
  publishAt<T>(topic: Topic<T>, datas: readonly T[], at: Date, meta?: EnvelopeMeta): Promise<void>;
  /** Returns when nothing is waiting or under way: call it before the process ends. */
  flush(): Promise<void>;
}

type Options = Omit<PostOptions, "accessToken"> & {
  projectId: string;
  /** The service that publishes. */
  source: string;
  pubsubUrl?: string | undefined;
  tasksUrl?: string | undefined;
  tasksQueue?: string | undefined;
  location?: string | undefined;
  /** The account whose OAuth token Cloud Tasks shows to Pub/Sub. */
  serviceAccount?: string | undefined;
  accessToken?: AccessToken | undefined;
  lingerMs?: number | undefined;
  now?: (() => Date) | undefined;
};

const published = z.object({ messageIds: z.array(z.string()) });
const maxMessageBytes = 9_500_000;

/**
 * Publishes over REST: no SDK to load, micro-batched, retried. `publishAt` makes Cloud Tasks call Pub/Sub's own
 * publish endpoint: Google says of `oauthToken` that it "should generally only be used when calling Google APIs
 * hosted on *.googleapis.com", which that endpoint is (any other target would take an `oidcToken`).
 */
export function createPublisher(options: Options): Publisher {
  const { projectId, source, pubsubUrl = "https://pubsub.googleapis.com", now = () => new Date() } = options;
  const { tasksUrl = "https://cloudtasks.googleapis.com", tasksQueue, location, serviceAccount } = options;
  const accessToken =
    options.accessToken ?? createMetadataToken(options.fetch ? { fetch: options.fetch } : {});
  const post = createPostJson({ ...options, accessToken });

  const publishUrl = (topic: string) => `${pubsubUrl}/v1/projects/${projectId}/topics/${topic}:publish`;
  const batch = createMicroBatch({
    lingerMs: options.lingerMs,
    send: async (topic, messages) => {
      const answer = published.safeParse(
        await post(publishUrl(topic), `{"messages":[${messages.join(",")}]}`),
      );
      if (answer.success && answer.data.messageIds.length === messages.length) return answer.data.messageIds;
      throw new AppError("queue.odd_answer", "the queue did not confirm the messages", {
        retry: "unknown",
        context: { topic },
      });
    },
  });

  function encode<T>(topic: Topic<T>, data: T, meta: EnvelopeMeta): string {
    const envelope = JSON.stringify(buildEnvelope(topic, data, meta, { source, now }));
    const json = JSON.stringify({ data: Buffer.from(envelope).toString("base64") });
    if (json.length <= maxMessageBytes) return json;
    throw new AppError("queue.too_large", "the message is over Pub/Sub's limit", {
      retry: "never",
      context: { topic: topic.name },
    });
  }

  async function publishBatch<T>(
    topic: Topic<T>,
    datas: readonly T[],
    meta: EnvelopeMeta = {},
  ): Promise<string[]> {
    // Encoded before the first is sent: a bad one refuses the whole batch, not half of it.
    const messages = datas.map((data) => encode(topic, data, meta));
    const ids = Promise.all(messages.map((json) => batch.add(topic.name, json)));
    batch.drain();
    return ids;
  }

  async function publishAt<T>(
    topic: Topic<T>,
    datas: readonly T[],
    at: Date,
    meta: EnvelopeMeta = {},
  ): Promise<void> {
    if (datas.length === 0) return;
    if (at.getTime() <= now().getTime()) return void (await publishBatch(topic, datas, meta));
    if (!tasksQueue || !location)
      throw new AppError("queue.no_tasks_queue", "publishAt needs a Cloud Tasks queue and its location", {
        retry: "never",
      });
    const tasks = planTasks(
      datas.map((data) => encode(topic, data, meta)),
      {
        at,
        url: publishUrl(topic.name),
        serviceAccount,
      },
    );
    const queueUrl = `${tasksUrl}/v2/projects/${projectId}/locations/${location}/queues/${tasksQueue}/tasks`;
    await inTurns(tasks, 4, (task) => post(queueUrl, task));
  }

  return {
    publish: async (topic, data, meta = {}) => batch.add(topic.name, encode(topic, data, meta)),
    publishBatch,
    publishAt,
    flush: batch.flush,
  };
}

async function inTurns<T>(items: T[], width: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
