/** Where the recipients of a campaign are: the row of `campaign_progress`. The statuses sum to `total`. */
export type CampaignProgress = {
  total: number;
  waiting: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  skipped: number;
  cancelled: number;
  unconfirmed: number;
  /** Goes up with every change; tells which of two rows is the newer one, in whatever order they come. */
  revision: number;
};

export const progressCounts = [
  "waiting",
  "sent",
  "delivered",
  "read",
  "failed",
  "skipped",
  "cancelled",
  "unconfirmed",
] as const satisfies readonly (keyof CampaignProgress)[];

/** Of two rows the newer one: events that come late or twice change nothing. */
export function newerProgress(
  known: CampaignProgress | undefined,
  arrived: CampaignProgress,
): CampaignProgress {
  return known && known.revision >= arrived.revision ? known : arrived;
}

/** Reads a row as the channel or the database gives it; undefined for what is none. */
export function parseProgress(row: unknown): CampaignProgress | undefined {
  if (typeof row !== "object" || row === null) return undefined;
  const values = new Map(Object.entries(row));
  const number = (name: string) => {
    const value = Number(values.get(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
  };
  const progress: CampaignProgress = {
    total: number("total"),
    waiting: number("waiting"),
    sent: number("sent"),
    delivered: number("delivered"),
    read: number("read"),
    failed: number("failed"),
    skipped: number("skipped"),
    cancelled: number("cancelled"),
    unconfirmed: number("unconfirmed"),
    revision: number("revision"),
  };
  return Object.values(progress).some(Number.isNaN) ? undefined : progress;
}

/** How many have had their outcome. */
export const settledOf = ({ total, waiting }: Pick<CampaignProgress, "total" | "waiting">) => total - waiting;
