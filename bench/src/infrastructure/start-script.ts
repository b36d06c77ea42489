import { fileURLToPath } from "node:url";
import type { Scratch } from "../scratch.ts";

/** Starts a program of the benches, by its path under `bench/src`; ready when it says so. */
export function startScript({ supervisor }: Scratch, path: string, env: Record<string, string>, name = path) {
  return supervisor.start({
    name: name.replaceAll("/", "-"),
    stage: "programs",
    command: process.execPath,
    args: [fileURLToPath(new URL(`../${path}.ts`, import.meta.url))],
    env,
    readyWhen: { line: (line) => line.startsWith('{"ready":true') },
  });
}
