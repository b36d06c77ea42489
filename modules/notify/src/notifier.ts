import type { Logger } from "@nova/error-handler";
import { type Alert, redactAlert, truncate } from "./alert.ts";
import type { AlertChannel } from "./channel.ts";
import { createOutbox } from "./outbox.ts";

export type Notifier = {
  /** Tells people. The first alert of a key goes out now, repeats are counted; never throws, ends within the timeout. */
  notify: (alert: Alert) => Promise<void>;
  /** Tells the counted repeats and what is queued, for at most `budgetMs`. For shutdown. */
  flush: (budgetMs?: number) => Promise<void>;
};

type Options = {
  channels: AlertChannel[];
  logger: Logger;
  now?: () => Date;
  fetch?: typeof fetch;
  /** When, after the first alert of a key, its repeats are first told: soon, to know how big it is. */
  coalesceMs?: number;
  /** The silence of a key between later tellings. */
  cooldownMs?: number;
  timeoutMs?: number;
  maxQueued?: number;
  timeZone?: string;
};

/** A thing that happened: how often and since when, what of it is still untold, and until when it is not told again. */
type Incident = { alert: Alert; count: number; since: Date; untold: number; quietUntil: number };

const maxIncidents = 1_000;
const dayMs = 86_400_000;

/** Alerts to every channel at once; equal keys are told once, then as "×37 desde 14:03". */
export function createNotifier(options: Options): Notifier {
  const { channels, logger, now = () => new Date(), fetch = globalThis.fetch } = options;
  const { coalesceMs = 30_000, cooldownMs = 300_000, timeoutMs = 4_000, maxQueued = 50 } = options;
  const { timeZone = "America/Sao_Paulo" } = options;
  const outboxes = channels.map((channel) =>
    createOutbox({ channel, now, fetch, timeoutMs, maxQueued, logger }),
  );
  const incidents = new Map<string, Incident>();
  let timer: NodeJS.Timeout | undefined;

  async function notify(raw: Alert): Promise<void> {
    try {
      const alert = redactAlert(raw);
      const key = raw.key ?? JSON.stringify(alert);
      const told = [...tellRepeats(isDue), happened(key, alert)];
      schedule();
      await Promise.all(told);
    } catch (thrown) {
      logger.warn("alert failed", { reason: String(thrown) });
    }
  }

  function happened(key: string, alert: Alert): Promise<void> {
    const at = now();
    const known = incidents.get(key);
    if (known) {
      known.alert = alert;
      known.count += 1;
      known.untold += 1;
      return Promise.resolve();
    }
    if (incidents.size >= maxIncidents) forgetOldest();
    incidents.set(key, { alert, count: 1, since: at, untold: 0, quietUntil: at.getTime() + coalesceMs });
    return push({ alert, key, at, isRepeat: false });
  }

  /** Cloud Run stops the clock between requests, so whatever is due is told by the next alert if the timer has not. */
  function tellRepeats(isTold: (incident: Incident) => boolean): Promise<void>[] {
    const at = now();
    return [...incidents].flatMap(([key, incident]) => {
      if (!isTold(incident)) return [];
      if (incident.untold === 0) {
        incidents.delete(key);
        return [];
      }
      incident.untold = 0;
      incident.quietUntil = at.getTime() + cooldownMs;
      return [push({ alert: counted(incident, at), key, at, isRepeat: true })];
    });
  }

  function isDue({ quietUntil }: Incident): boolean {
    return quietUntil <= now().getTime();
  }

  function push(entry: Parameters<(typeof outboxes)[number]["push"]>[0]): Promise<void> {
    return Promise.all(outboxes.map((outbox) => outbox.push(entry))).then(() => undefined);
  }

  function counted({ alert, count, since }: Incident, at: Date): Alert {
    const isOld = at.getTime() - since.getTime() >= dayMs;
    const format = new Intl.DateTimeFormat("pt-BR", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      ...(isOld && { day: "2-digit", month: "2-digit" }),
    });
    return { ...alert, title: `${truncate(alert.title, 200)} (×${count} desde ${format.format(since)})` };
  }

  function schedule(): void {
    clearTimeout(timer);
    if (incidents.size === 0) return;
    const next = Math.min(...[...incidents.values()].map(({ quietUntil }) => quietUntil));
    timer = setTimeout(sweep, Math.max(0, next - now().getTime()) + 1).unref();
  }

  function sweep(): void {
    void Promise.all(tellRepeats(isDue));
    schedule();
  }

  function forgetOldest(): void {
    const oldest = incidents.keys().next().value;
    if (oldest !== undefined) incidents.delete(oldest);
  }

  async function flush(budgetMs = 4_000): Promise<void> {
    void Promise.all(tellRepeats(({ untold }) => untold > 0));
    await Promise.all(outboxes.map((outbox) => outbox.drain(budgetMs)));
  }

  return { notify, flush };
}
