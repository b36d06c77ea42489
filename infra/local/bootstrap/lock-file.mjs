import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { identityOf } from "./process-identity.mjs";

const beingWrittenMs = 2000;

/** Takes the lock `file` for this process, or says which live process has it. A dead owner's lock is taken over. */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({
    pid: process.pid,
    identity: identityOf(process.pid),
    since: new Date().toISOString(),
  });
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: "wx" });
      return { held: true, release: () => readText(file) === mine && rmSync(file, { force: true }) };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const text = readText(file);
    if (text === undefined) continue;
    const owner = parseOwner(text);
    if (owner && identityOf(owner.pid) === owner.identity) return { held: false, owner };
    if (!owner && isYoung(file)) return { held: false, owner: { pid: 0, identity: "", since: "" } };
    takeAway(file, text);
  }
}

/** Two processes may find the same dead owner: whoever moves away a lock that is no longer the dead one puts it back. */
function takeAway(file, deadText) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (readText(aside) !== deadText) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process has it by now.
    }
  }
  rmSync(aside, { force: true });
}

function parseOwner(text) {
  try {
    const owner = JSON.parse(text);
    return Number.isInteger(owner.pid) && typeof owner.identity === "string" ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isYoung(file) {
  try {
    return Date.now() - statSync(file).mtimeMs < beingWrittenMs;
  } catch {
    return false;
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
