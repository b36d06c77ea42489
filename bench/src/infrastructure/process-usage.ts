import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on

/** CPU time that a process has used so far, in ms, by Linux's own account; with `children`, theirs too, also ended ones. */
export function cpuMs(pid: number, { children = false } = {}): number {
  const own = statOf(pid);
  if (!own) return 0;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = own.times;
  if (!children) return toMs(user + system);
  const living = readdirSync("/proc").flatMap((name) => {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    return stat?.parent === pid ? [(stat.times[0] ?? 0) + (stat.times[1] ?? 0)] : [];
  });
  return toMs(living.reduce((sum, ticks) => sum + ticks, user + system + endedUser + endedSystem));
}

/** Memory that a process holds now, in MB. */
export function rssMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? Number.NaN) / 1024;
}

function statOf(pid: number): { parent: number; times: number[] } | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // the name before may hold anything
  return { parent: Number(fields[1]), times: fields.slice(11, 15).map(Number) };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // it has ended
  }
}

function toMs(ticks: number): number {
  return (ticks * 1_000) / ticksPerSecond;
}
