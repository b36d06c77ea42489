export type Ending = {
  pid: number;
  identity: string;
  group: boolean;
  signal?: NodeJS.Signals | undefined;
  force?: NodeJS.Signals | undefined;
  graceMs?: number | undefined;
};

/**
 * Ends a process and, with `group`, all that it started: asks with `signal`, waits `graceMs`, then uses `force`.
 * A pid that has passed to another process is left alone. Resolves to false when the process would not go.
 */
export function endProcess(ending: Ending): Promise<boolean>;
