import type { Status } from "./entry.ts";
import type { RecordStore } from "./record-store.ts";

/** What a run came to, as the phones saw it. */
export type Summary = {
  accepted: number;
  recipients: number;
  received: number;
  duplicated: { recipient: string; trackIds: string[]; ids: string[]; count: number }[];
  byStatus: Record<Status, number>;
  /** Messages with a status that the business has not acknowledged yet. */
  untold: number;
};

type Filter = { sender?: string | undefined; sinceMs?: number | undefined };

/** Counts the record; duplicated means the same content from one sender to one phone more than once. */
export function summarize(store: RecordStore, filter: Filter = {}): Summary {
  const wanted = matching(store, filter);
  return { ...countMessages(store, wanted), duplicated: findDuplicates(store, wanted) };
}

/** The summary without its duplicates, which have to be read from the file. */
export function countMessages({ index }: RecordStore, wanted: (row: number) => boolean = () => true) {
  const phones = new Uint8Array(index.phones.size);
  const byStatus: Summary["byStatus"] = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0 };
  const counts = { accepted: 0, recipients: 0, received: 0, byStatus, untold: 0 };
  for (let row = 0; row < index.size; row++) {
    if (!wanted(row)) continue;
    if (index.isInbound(row)) {
      counts.received++;
      continue;
    }
    counts.accepted++;
    byStatus[index.status(row)]++;
    if (index.isUntold(row)) counts.untold++;
    const phone = index.phoneOf(row);
    if (phones[phone] === 0) counts.recipients++;
    phones[phone] = 1;
  }
  return counts;
}

function findDuplicates(store: RecordStore, wanted: (row: number) => boolean): Summary["duplicated"] {
  return [...store.index.repeated.values()].flatMap((rows) => {
    // Memory knows only the first digits of a hash; the file has the last word.
    const byHash = Map.groupBy(
      rows.filter(wanted).map((row) => store.read(row)),
      (entry) => entry.hash,
    );
    return [...byHash.values()].flatMap((repeats) => {
      const [first] = repeats;
      if (!first || repeats.length < 2) return [];
      return {
        recipient: first.recipient,
        trackIds: repeats.map((entry) => entry.trackId),
        ids: repeats.map((entry) => entry.id),
        count: repeats.length,
      };
    });
  });
}

/** A page of the record, oldest first, and the cursor that continues it. */
export function listRecord(store: RecordStore, filter: Filter & { from: number; limit: number }) {
  const wanted = matching(store, filter);
  const records = [];
  let row = filter.from;
  for (; row < store.index.size && records.length < filter.limit; row++) {
    if (wanted(row)) records.push({ n: row, ...store.read(row), status: store.index.status(row) });
  }
  return { records, next: row < store.index.size ? row : null };
}

function matching(store: RecordStore, { sender, sinceMs }: Filter): (row: number) => boolean {
  const { index } = store;
  const wantedSender = sender === undefined ? undefined : (index.senders.find(sender) ?? -1);
  return (row) =>
    (wantedSender === undefined || index.senderOf(row) === wantedSender) &&
    (sinceMs === undefined || index.at(row) >= sinceMs);
}
