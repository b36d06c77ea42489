import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

let bootId;

/**
 * What tells a process apart from a later one with the same pid: boot and start time. Undefined when no live process
 * has the pid. A zombie counts as gone: in a container whose first process reaps nobody it would stay for ever.
 */
export function identityOf(pid) {
  if (process.platform === "linux") {
    const stat = readIfThere(`/proc/${pid}/stat`);
    if (stat !== undefined) {
      // The command, in parentheses, may itself hold spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return undefined;
      bootId ??= readIfThere("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
      return `${bootId}:${fields[19]}`;
    }
    if (readIfThere("/proc/self/stat") !== undefined) return undefined;
  }
  if (!isAlive(pid)) return undefined;
  if (process.platform === "win32") return "alive";
  const ps = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 3000 });
  if (ps.error) return "alive";
  const shown = (ps.stdout ?? "").trim();
  return shown === "" || shown.startsWith("Z") ? undefined : shown.replace(/^\S+\s+/, "");
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
