const underWay = ["waiting", "reading", "applying"] as const;
const counts = ["bytesRead", "rows", "ready", "refused", "duplicates"] as const;
type Stage = (typeof underWay)[number];
const order: readonly string[] = underWay;

/** How far an import is, as its channel tells while it is under way. */
export type ImportProgress = { id: string; status: Stage } & Record<(typeof counts)[number], number>;
/** What a channel's event means: news to show, or that the import ended, which is read where its reason is told too. */
export type ImportEvent = { kind: "progress"; progress: ImportProgress } | { kind: "ended"; id: string };

/** Whether an import still goes on. */
export const isUnderWay = ({ status }: { status: string }): boolean => order.includes(status);

/** Reads an event as the channel gives it; undefined for what is none. */
export function parseImportEvent(payload: unknown): ImportEvent | undefined {
  if (typeof payload !== "object" || payload === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(payload));
  const [id, status] = [values.get("id"), values.get("status")];
  if (typeof id !== "string" || typeof status !== "string") return undefined;
  const stage = underWay.find((one) => one === status);
  if (!stage) return { kind: "ended", id };
  const number = (name: (typeof counts)[number]) => {
    const value = values.get(name);
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
  };
  const progress: ImportProgress = {
    id,
    status: stage,
    bytesRead: number("bytesRead"),
    rows: number("rows"),
    ready: number("ready"),
    refused: number("refused"),
    duplicates: number("duplicates"),
  };
  return counts.some((name) => Number.isNaN(progress[name])) ? undefined : { kind: "progress", progress };
}

/** What is shown after an event: events that come late, twice or of another import change nothing. */
export function withProgress<I extends { id: string; status: string; bytesRead: number; rows: number }>(
  known: I,
  arrived: ImportProgress,
): I {
  const at = order.indexOf(known.status);
  const to = order.indexOf(arrived.status);
  // Not found: it has ended, and nothing goes back from there.
  const isNewer =
    at >= 0 && (to > at || (to === at && arrived.bytesRead >= known.bytesRead && arrived.rows >= known.rows));
  return known.id === arrived.id && isNewer ? { ...known, ...arrived } : known;
}
