import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

type Options = {
  databaseUrl: string;
  /** It is our turn: deliver. */
  onGain: () => Promise<void>;
  /** It is not any more: start nothing else. `resigned` says that we end on purpose, not for a lost connection. */
  onLoss: (resigned: boolean) => Promise<void>;
  /** Another broker has published or changed something. */
  onNotice: () => void;
  log: (line: string) => void;
};

/** The channel on which a broker that does not deliver tells the one that does. */
export const noticeChannel = "nova_broker";

/** Which of several brokers on one database delivers; the others serve their APIs and wait. */
export type Leadership = { readonly leads: boolean; first(): Promise<void>; resign(): Promise<void> };

/** Stands for election: a lock that Postgres frees by itself when its holder dies. */
export function createLeadership({ databaseUrl, onGain, onLoss, onNotice, log }: Options): Leadership {
  const ended = new AbortController();
  let leads = false;
  let tried = () => {};
  const firstTry = new Promise<void>((resolve) => {
    tried = resolve;
  });

  async function serve(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      options: "-c application_name=nova-broker",
    });
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
      ended.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    try {
      await client.connect();
      while (!ended.signal.aborted) {
        const { rows } = await client.query<{ won: boolean }>("select pg_try_advisory_lock(72665002) as won");
        if (rows[0]?.won) break;
        tried();
        await pause(250);
      }
      if (ended.signal.aborted) return;
      client.on("notification", onNotice);
      await client.query(`listen ${noticeChannel}`);
      leads = true;
      await onGain();
      tried();
      await lost;
    } finally {
      const led = leads;
      leads = false;
      if (led) await onLoss(ended.signal.aborted);
      await client.end().catch(() => {});
    }
  }

  const running = (async () => {
    while (!ended.signal.aborted) {
      await serve().catch((error) => log(`cannot deliver now: ${String(error)}`));
      if (!ended.signal.aborted) await pause(250);
    }
    tried();
  })();

  return {
    get leads() {
      return leads;
    },
    first: () => firstTry,
    resign: async () => {
      ended.abort();
      await running;
    },
  };
}
