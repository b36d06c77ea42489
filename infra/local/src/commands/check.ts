import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runToEnd } from "../processes/run-to-end.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const topology = join(root, "modules", "topology", "src", "check-cli.ts");
const longestCheckMs = 4 * 60_000;

const checks = [
  { name: "types", command: bin("tsc"), args: ["-p", "."] },
  { name: "dashboard", command: bin("tsc"), args: ["-p", "frontend"] },
  { name: "lint", command: bin("biome"), args: ["check", "."] },
  ...(existsSync(topology) ? [{ name: "topology", command: process.execPath, args: [topology] }] : []),
];

const results = await Promise.all(
  checks.map(async ({ name, command, args }) => {
    const startedAt = performance.now();
    const result = await runToEnd(command, args, { cwd: root, timeoutMs: longestCheckMs, capture: true });
    return { name, ...result, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) };
  }),
);

for (const { name, code, output } of results) {
  if (code !== 0) console.log(`\n--- ${name}\n${output.trimEnd()}\n`);
}
for (const { name, code, seconds, timedOut } of results) {
  console.log(
    `${code === 0 ? "ok    " : "FAILED"} ${name.padEnd(9)} ${seconds} s${timedOut ? ", stopped: too long" : ""}`,
  );
}
const failed = results.filter(({ code }) => code !== 0).map(({ name }) => name);
console.log(failed.length === 0 ? "check passed" : `check failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
