import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSupervisor, type Supervisor } from "../../infra/local/src/processes/index.ts";

export type Scratch = {
  /** Removed with everything in it. */
  folder: string;
  /** Ends what it started or guards, also if this process is killed. */
  supervisor: Supervisor;
  /** Tells people how it goes; never on stdout. */
  log: (line: string) => void;
  /** Aborted when closing begins: nothing may be started from then on. */
  signal: AbortSignal;
  onClose: (cleanUp: () => unknown) => void;
  close: () => Promise<void>;
};

const folderName = /^nova-bench-(\d+)-/;

/** A place to measure in: a temporary folder and processes that end with it. Removes what a killed run left. */
export async function openScratch(log: (line: string) => void = () => {}): Promise<Scratch> {
  await removeForsaken();
  const folder = await mkdtemp(join(tmpdir(), `nova-bench-${process.pid}-`));
  await chmod(folder, 0o711); // the database may run as another user, who must get through
  const supervisor = createSupervisor({ stateDir: join(folder, "processes"), log });
  const cleanUps: (() => unknown)[] = [];
  const ending = new AbortController();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    ending.abort();
    for (const cleanUp of cleanUps.reverse()) await attempt(cleanUp);
    await supervisor.stopAll();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  return {
    folder,
    supervisor,
    log,
    signal: ending.signal,
    onClose: (cleanUp) => void cleanUps.push(cleanUp),
    close: () => (closing ??= close()),
  };
}

/** What fails to end must not keep the rest from ending. */
async function attempt(cleanUp: () => unknown): Promise<void> {
  try {
    await cleanUp();
  } catch {}
}

async function removeForsaken(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(folderName.exec(name)?.[1] ?? 0);
    if (owner === 0 || isAlive(owner)) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM"; // alive, and somebody else's
  }
}
