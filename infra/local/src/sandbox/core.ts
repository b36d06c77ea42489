import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createFaultEngine, type StatusEffects } from "./faults/fault-engine.ts";
import { pause } from "./http/pause.ts";
import { type SandboxOptions, settingsOf } from "./options.ts";
import { type Entry, type Provider, statusRanks } from "./record/entry.ts";
import { RecordStore } from "./record/record-store.ts";
import { type Contact, openState } from "./sandbox-state.ts";
import { seededRandom } from "./seeded-random.ts";
import { waIdOf } from "./wa-id.ts";
import { createCourier } from "./webhooks/courier.ts";
import { planStatuses } from "./webhooks/plan-statuses.ts";
import type { StatusEvent, TellStatuses } from "./webhooks/status-event.ts";
import { createTickQueue } from "./webhooks/tick-queue.ts";

const TICK_MS = 20;
const EARLY_LIMIT_MS = 5_000;
const TELLING_ENDS_AFTER_MS = 7 * 24 * 3_600_000;

/** What the vendors share: record, faults, contacts, and the clockwork of statuses. */
export async function createCore(options: SandboxOptions) {
  const settings = settingsOf(options);
  const { now } = settings;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const record = await RecordStore.open(settings.recordFile);
  const { state, save } = openState(`${settings.recordFile}.state.json`);
  const random = seededRandom(settings.seed);
  const faults = createFaultEngine(settings.seed);
  for (const fault of options.faults ?? []) faults.add(fault);
  const courier = createCourier(options.fetch ?? fetch, stop.signal, settings.timeFactor);
  const tellers = new Map<Provider, TellStatuses>();
  const due = createTickQueue<StatusEvent>(TICK_MS, now, (events) => void emit(events));

  async function emit(events: StatusEvent[]): Promise<void> {
    for (const event of events) {
      record.raise(event.n, event.status);
      if (event.lost) record.tell(event.n, event.status);
    }
    const told = events.filter((event) => !event.lost);
    await Promise.all(
      [...tellers].map(([provider, tell]) => {
        const own = told.filter((event) => event.entry.provider === provider);
        return own.length > 0 ? tell(own) : undefined;
      }),
    );
  }

  /** Whether a message will be read depends on its id alone, so that a restart decides the same. */
  function willBeRead(id: string): boolean {
    return createHash("md5").update(id).digest().readUInt16BE(0) / 65_536 < settings.readShare;
  }

  /** Records an accepted send and sets its statuses going; resolves at once unless they must come first. */
  async function accept(
    send: Omit<Entry, "direction" | "at" | "ends">,
    effects: StatusEffects,
  ): Promise<Entry> {
    const plan = planStatuses({
      delayMs: settings.statusDelayMs,
      isRead: willBeRead(send.id),
      effects,
      random,
    });
    const at = now();
    const entry: Entry = { ...send, direction: "out", at: new Date(at).toISOString(), ends: plan.ends };
    const n = record.append(entry);
    const events = plan.events.map(({ status, afterMs, lost }) => ({
      n,
      entry,
      status,
      lost,
      at: at + afterMs,
    }));
    if (effects.early) {
      await Promise.race([emit(events), pause(EARLY_LIMIT_MS, stop.signal)]);
    } else for (const event of events) due.add(event, event.at);
    return entry;
  }

  /** Tells what an earlier run did not get to tell, as a vendor would go on retrying. */
  function resume(): void {
    for (let n = 0; n < record.index.size; n++) {
      if (!record.index.isUntold(n) || now() - record.index.at(n) > TELLING_ENDS_AFTER_MS) continue;
      const entry = record.read(n);
      const told = statusRanks[record.index.told(n)];
      const steps =
        entry.ends === "read" || entry.ends === "delivered"
          ? (["sent", "delivered", "read"] as const).slice(0, statusRanks[entry.ends])
          : (["failed"] as const);
      for (const [place, status] of steps.entries()) {
        if (statusRanks[status] <= told) continue;
        const at = now() + settings.statusDelayMs * (place + 1);
        due.add({ n, entry, status, at, lost: false }, at);
      }
    }
  }

  return {
    settings,
    now,
    random,
    record,
    state,
    save,
    faults,
    courier,
    stopped: stop.signal,
    accept,
    resume,
    onStatuses: (provider: Provider, tell: TellStatuses) => tellers.set(provider, tell),
    contact: (phone: string): Contact | undefined =>
      state.contacts.find((one) => waIdOf(one.phone) === waIdOf(phone)),
    /** Forgets the run: record, statuses to come and webhooks under way. */
    clear() {
      due.clear();
      courier.clear();
      record.clear();
    },
    waiting: () => due.size,
    /** Ends every wait and retry; the record stays open for what is being answered. */
    stop() {
      stop.abort();
      due.clear();
    },
  };
}

export type SandboxCore = Awaited<ReturnType<typeof createCore>>;
