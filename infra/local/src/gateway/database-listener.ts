import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export type DatabaseListener = { close(): Promise<void> };

/** Hears notifications on a connection of its own. When that breaks it connects again and calls every handler once. */
export function listenToDatabase(
  databaseUrl: string,
  handlers: Record<string, () => void>,
): DatabaseListener {
  const stopping = new AbortController();
  let client: pg.Client | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: "nova-gateway-listener",
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client = next;
    const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
    next.on("error", () => lose());
    next.on("end", () => lose());
    next.on("notification", ({ channel }) => handlers[channel]?.());
    try {
      await next.connect();
      for (const channel of Object.keys(handlers)) await next.query(`listen ${channel}`);
      for (const handle of Object.values(handlers)) handle(); // what was said before or meanwhile was missed
      await lost;
    } finally {
      await next.end().catch(() => {});
    }
  }
  async function keepListening(): Promise<void> {
    while (!stopping.signal.aborted) {
      await connect().catch(() => {});
      await sleep(500, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const done = keepListening();
  return {
    close: async () => {
      stopping.abort();
      await client?.end().catch(() => {});
      await done;
    },
  };
}
