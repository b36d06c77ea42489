import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../src/ports.ts";

/** Google's Pub/Sub emulator of an installed gcloud, with a Java to run it; undefined where there is none. */
export function findGoogleEmulator(): string | undefined {
  const folders = [
    "/usr/lib/google-cloud-sdk",
    "/usr/local/google-cloud-sdk",
    `${process.env.HOME}/google-cloud-sdk`,
    process.env.CLOUDSDK_ROOT_DIR ?? "",
  ];
  const lib = folders
    .map((folder) => `${folder}/platform/pubsub-emulator/lib`)
    .find((folder) => existsSync(folder));
  const file = lib && readdirSync(lib).find((name) => name.endsWith(".jar"));
  const java = (process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/java`));
  return file && java ? `${lib}/${file}` : undefined;
}

export type GoogleEmulator = { host: string; url: string; stop: () => void };

/** Starts it on a free port. It keeps everything in memory. */
export async function startGoogleEmulator(jar: string): Promise<GoogleEmulator> {
  const port = await freePort();
  const child: ChildProcess = spawn("java", ["-Xmx256m", "-jar", jar, "--host=127.0.0.1", `--port=${port}`], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + 30_000;
  for (;;) {
    const up = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return { host: `127.0.0.1:${port}`, url, stop: () => void child.kill("SIGTERM") };
    if (Date.now() > until || child.exitCode !== null) throw new Error("Google's emulator did not start");
    await sleep(100);
  }
}
