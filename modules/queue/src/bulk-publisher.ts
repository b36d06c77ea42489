import { AppError, type Retry } from "@nova/error-handler";
import { buildEnvelope, type EnvelopeMeta } from "./envelope.ts";
import type { Topic } from "./topics.ts";

/** Publishes by the thousand. */
export type BulkPublisher = {
  publishBatch<T>(topic: Topic<T>, datas: readonly T[], meta?: EnvelopeMeta): Promise<string[]>;
  close(): Promise<void>;
};

type Options = {
  projectId: string;
  source: string;
  /** PUBSUB_EMULATOR_HOST: plain gRPC there, the default credentials at Google. */
  emulatorHost?: string | undefined;
  timeoutMs?: number | undefined;
};

const maxMessages = 1_000;
const maxBytes = 9_000_000;
const inFlight = 4;

/** A publisher over the official client's gRPC, whose import costs more than a service's whole start: it is loaded on first use. */
export function createBulkPublisher({
  projectId,
  source,
  emulatorHost,
  timeoutMs = 30_000,
}: Options): BulkPublisher {
  let connecting: ReturnType<typeof connect> | undefined;
  const client = () => (connecting ??= connect(projectId, emulatorHost));

  async function publishBatch<T>(
    topic: Topic<T>,
    datas: readonly T[],
    meta: EnvelopeMeta = {},
  ): Promise<string[]> {
    const messages = datas.map((data) =>
      Buffer.from(JSON.stringify(buildEnvelope(topic, data, meta, { source }))),
    );
    const requests = cut(messages).entries();
    const ids: string[][] = [];
    const publisher = await client();
    const worker = async () => {
      for (const [index, batch] of requests) {
        const request = {
          topic: `projects/${projectId}/topics/${topic.name}`,
          messages: batch.map((data) => ({ data })),
        };
        const retry = { backoffSettings: { ...backoff, totalTimeoutMillis: timeoutMs } };
        const [answer] = await publisher.publish(request, { retry }).catch((thrown) => {
          throw refusal(thrown, topic.name);
        });
        ids[index] = answer.messageIds ?? [];
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return ids.flat();
  }

  return {
    publishBatch,
    close: async () => {
      await (await connecting)?.close();
      connecting = undefined;
    },
  };
}

const backoff = {
  initialRetryDelayMillis: 100,
  retryDelayMultiplier: 2,
  maxRetryDelayMillis: 5_000,
  initialRpcTimeoutMillis: 10_000,
  rpcTimeoutMultiplier: 1,
  maxRpcTimeoutMillis: 10_000,
};

async function connect(projectId: string, emulatorHost: string | undefined) {
  const { PubSub, v1 } = await import("@google-cloud/pubsub");
  // PubSub works out the address and the channel; its own publisher adds batching that we do better without.
  const pubsub = new PubSub({ projectId, ...(emulatorHost && { apiEndpoint: emulatorHost }) });
  const config = await pubsub.getClientConfig();
  // An emulator asks for no key; without one the client looks for a metadata server first, for seconds.
  return new v1.PublisherClient({ ...config, ...(emulatorHost && { apiKey: "none" }) });
}

function cut(messages: Buffer[]): Buffer[][] {
  const batches: Buffer[][] = [];
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (batch.length === maxMessages || (batch.length > 0 && bytes + message.length > maxBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += message.length + 20;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** gRPC status codes: 3 invalid, 5 not found, 7 denied, 8 exhausted, 14 unavailable, 16 unauthenticated. */
function refusal(thrown: unknown, topic: string): AppError {
  const status =
    typeof thrown === "object" && thrown !== null && "code" in thrown ? Number(thrown.code) : Number.NaN;
  const codes: Record<number, [string, Retry]> = {
    3: ["queue.rejected", "never"],
    5: ["queue.not_found", "never"],
    7: ["queue.unauthorized", "never"],
    8: ["queue.busy", "safe"],
    16: ["queue.unauthorized", "never"],
  };
  const [code, retry] = codes[status] ?? ["queue.unavailable", "unknown"];
  return new AppError(code, "the queue did not take the messages", {
    retry,
    context: { topic, status },
    cause: thrown,
  });
}
