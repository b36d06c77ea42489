import { startPostgres } from "../postgres/index.ts";
import type { Supervisor } from "../processes/index.ts";

type Options = {
  dataDir: string;
  port: number | undefined;
  log: (line: string) => void;
  guard: Supervisor["guard"];
  everyMs?: number;
  settings?: Record<string, string>;
};
export type KeptPostgres = { url: string; pid: () => number; release: () => void };

/** The clone's own PostgreSQL: started again on the same data and port whenever it ends by itself, until released. */
export async function keepPostgres({
  dataDir,
  port,
  log,
  guard,
  everyMs = 500,
  settings = {},
}: Options): Promise<KeptPostgres> {
  let current = await startPostgres({ dataDir, ...(port !== undefined && { port }), log, settings });
  guard({ pid: current.pid });
  let starting = false;

  async function startAgain(): Promise<void> {
    log("PostgreSQL ended by itself, starts again");
    starting = true;
    try {
      current = await startPostgres({ dataDir, port: current.port, log, settings });
      guard({ pid: current.pid });
      log(`PostgreSQL is back (pid ${current.pid})`);
    } catch (error) {
      log(`PostgreSQL did not start again: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      starting = false;
    }
  }

  const timer = setInterval(() => {
    if (!starting && !isAlive(current.pid)) void startAgain();
  }, everyMs);
  return { url: current.url, pid: () => current.pid, release: () => clearInterval(timer) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Owned by another user is alive too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
