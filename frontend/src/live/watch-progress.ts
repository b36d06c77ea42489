import { type CampaignProgress, newerProgress, parseProgress } from "./campaign-progress.ts";

/** `live` while events come, `polling` while only the reads every 15 s do. */
export type Connection = "connecting" | "live" | "polling";

type Ports = {
  /** Joins the campaign's channel; gives back how to leave it. */
  join: (listener: { event: (row: unknown) => void; connection: (isJoined: boolean) => void }) => () => void;
  /** Reads the row itself. */
  read: () => Promise<unknown>;
  /** Calls again and again until told to stop. */
  every: (ms: number, tick: () => void) => () => void;
  changed: (progress: CampaignProgress, connection: Connection) => void;
};

const refetchMs = 15_000;

/**
 * Shows every change as it is told, and never misses the last one: the row is read on each joining of the channel, since
 * events from before are lost, and every 15 s, since any event may be.
 */
export function watchProgress({ join, read, every, changed }: Ports): {
  stop: () => void;
  refresh: () => void;
} {
  let known: CampaignProgress | undefined;
  let connection: Connection = "connecting";
  let isStopped = false;

  function take(row: unknown): void {
    const arrived = parseProgress(row);
    if (isStopped || !arrived) return;
    known = newerProgress(known, arrived);
    changed(known, connection);
  }
  function refresh(): void {
    read().then(take, () => {}); // the next one is due soon
  }

  const leave = join({
    event: take,
    connection: (isJoined) => {
      connection = isJoined ? "live" : "polling";
      if (known && !isStopped) changed(known, connection);
      if (isJoined) refresh();
    },
  });
  const stopTicks = every(refetchMs, refresh);
  refresh();
  return {
    refresh,
    stop: () => {
      isStopped = true;
      stopTicks();
      leave();
    },
  };
}
