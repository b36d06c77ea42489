type Item = { json: string; resolve: (id: string) => void; reject: (error: unknown) => void };

type Options = {
  /** Sends one batch and gives one id per message, in order. */
  send: (topic: string, messages: string[]) => Promise<string[]>;
  lingerMs?: number | undefined;
  maxMessages?: number | undefined;
  maxBytes?: number | undefined;
  inFlight?: number | undefined;
};

/** Gathers messages per topic for a moment, so that many small publishes share a request. */
export type MicroBatch = {
  add(topic: string, json: string): Promise<string>;
  /** Sends what waits, without lingering. */
  drain(): void;
  /** Sends what waits and returns when nothing is under way. */
  flush(): Promise<void>;
};

/** A micro-batcher. Its bounds are Pub/Sub's: 1,000 messages and 10 MB a request, with room for base64. */
export function createMicroBatch(options: Options): MicroBatch {
  const { send, lingerMs = 5, maxMessages = 1_000, maxBytes = 7_000_000, inFlight = 4 } = options;
  const waiting = new Map<string, { items: Item[]; bytes: number }>();
  const idle: (() => void)[] = [];
  let active = 0;
  let timer: NodeJS.Timeout | undefined;

  function drain(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [topic, queue] of waiting) {
      while (queue.items.length > 0 && active < inFlight) dispatch(topic, take(queue));
      if (queue.items.length === 0) waiting.delete(topic);
    }
    if (active === 0 && waiting.size === 0) for (const done of idle.splice(0)) done();
  }

  function take(queue: { items: Item[]; bytes: number }): Item[] {
    let count = 0;
    let bytes = 0;
    for (const { json } of queue.items) {
      const size = Buffer.byteLength(json) + 1;
      if (count === maxMessages || (count > 0 && bytes + size > maxBytes)) break;
      count += 1;
      bytes += size;
    }
    queue.bytes -= bytes;
    return queue.items.splice(0, count);
  }

  function dispatch(topic: string, batch: Item[]): void {
    active += 1;
    send(
      topic,
      batch.map((item) => item.json),
    )
      .then(
        (ids) =>
          batch.forEach((item, index) => {
            item.resolve(ids[index] ?? "");
          }),
        (error) =>
          batch.forEach((item) => {
            item.reject(error);
          }),
      )
      .finally(() => {
        active -= 1;
        drain();
      });
  }

  function add(topic: string, json: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const queue = waiting.get(topic) ?? { items: [], bytes: 0 };
      waiting.set(topic, queue);
      queue.items.push({ json, resolve, reject });
      queue.bytes += Buffer.byteLength(json) + 1;
      if (queue.items.length >= maxMessages || queue.bytes >= maxBytes) drain();
      else timer ??= setTimeout(drain, lingerMs);
    });
  }

  function flush(): Promise<void> {
    return new Promise((resolve) => {
      idle.push(resolve);
      drain();
    });
  }

  return { add, drain, flush };
}
