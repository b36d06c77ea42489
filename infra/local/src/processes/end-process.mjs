import { setTimeout as sleep } from "node:timers/promises";
import { identityOf } from "../../bootstrap/process-identity.mjs";

const pollMs = 20;
const afterForceMs = 2000;

/**
 * Ends a process and, with `group`, all that it started: asks with `signal`, waits `graceMs`, then uses `force`.
 * A pid that has passed to another process is left alone. Resolves to false when the process would not go.
 */
export async function endProcess({
  pid,
  identity,
  group,
  signal = "SIGTERM",
  force = "SIGKILL",
  graceMs = 9000,
}) {
  const lives = () => identityOf(pid) === identity;
  if (lives()) {
    send(group ? -pid : pid, signal);
    await waitWhile(lives, graceMs);
    if (lives()) {
      send(group ? -pid : pid, force);
      await waitWhile(lives, afterForceMs);
    }
  }
  // What the leader left behind. A group id is not given to anyone else while a member of the group lives.
  if (group && identityOf(pid) === undefined) send(-pid, "SIGKILL");
  return !lives();
}

async function waitWhile(condition, limitMs) {
  const until = Date.now() + limitMs;
  while (condition() && Date.now() < until) await sleep(pollMs);
}

function send(target, signal) {
  try {
    process.kill(target, signal);
  } catch {
    // Gone, or never ours.
  }
}
