import { randomInt } from "node:crypto";
import { chmodSync, mkdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { tryLock } from "../bootstrap/lock-file.mjs";

const rememberedSchema = z.record(z.string(), z.int().min(1).max(65_535));

/**
 * A free loopback port per name: the one remembered in `stateFile`, else the preferred one, else any. Ports are
 * reserved machine-wide while this process lives, so that two clones starting at once do not choose the same.
 */
export async function choosePorts<Name extends string>(
  names: readonly Name[],
  preferred: Partial<Record<Name, number>>,
  stateFile: string,
  reservations = join(tmpdir(), "nova-stack-ports"),
): Promise<Record<Name, number>> {
  const remembered = await readRemembered(stateFile);
  const chosen: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const candidates = [remembered[name], preferred[name]].filter((port) => port !== undefined);
    chosen[name] = await firstUsable(candidates, reservations);
  }
  await mkdir(dirname(stateFile), { recursive: true });
  await writeFile(stateFile, `${JSON.stringify({ ...remembered, ...chosen }, null, 2)}\n`);
  return z.record(z.enum(names), z.int()).parse(chosen);
}

/**
 * Any loopback port that is free now. Below the range from which systems give ports to outgoing connections: one of
 * those could take it before whoever asked listens.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = await listenOnce(randomInt(20_000, 32_000));
    if (port !== undefined) return port;
  }
  const port = await listenOnce(0);
  if (port === undefined) throw new Error("no loopback port is free");
  return port;
}

/** Whether nothing listens on a loopback port now. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

async function firstUsable(candidates: number[], reservations: string): Promise<number> {
  for (const port of candidates) {
    if (reserve(port, reservations) && (await isFree(port))) return port;
  }
  for (;;) {
    const port = await freePort();
    if (reserve(port, reservations)) return port;
  }
}

/** Reserved by this very process counts as taken too: two names never share a port. */
function reserve(port: number, directory: string): boolean {
  try {
    if (mkdirSync(directory, { recursive: true })) chmodSync(directory, 0o1777);
    return tryLock(join(directory, String(port))).held;
  } catch {
    // Another user's leftover: that port is theirs as far as we can tell.
    return false;
  }
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

async function readRemembered(file: string): Promise<Record<string, number>> {
  try {
    const parsed = rememberedSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
