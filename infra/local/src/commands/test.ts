import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runToEnd } from "../processes/run-to-end.ts";
import { countResults, summaryOf } from "./test-summary.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const resultsFile = join(root, ".local", `test-results-${process.pid}.json`);
const longestRunMs = 30 * 60_000;

await rm(resultsFile, { force: true });
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${resultsFile}`];
const args = [vitest, "run", ...reporters, ...process.argv.slice(2)];
const { code, timedOut } = await runToEnd(process.execPath, args, { cwd: root, timeoutMs: longestRunMs });

const counts = countResults(await readFile(resultsFile, "utf8").catch(() => undefined));
await rm(resultsFile, { force: true });

const nothingRan = counts.passed + counts.failed === 0;
if (timedOut) console.log(`\nThe tests were stopped after ${longestRunMs / 60_000} minutes.`);
else if (code !== 0 && counts.failed === 0) console.log(`\nVitest ended with code ${code}; see above.`);
else if (nothingRan) console.log("\nNo test ran.");
console.log(summaryOf(counts));
process.exitCode = code !== 0 || counts.failed > 0 || nothingRan ? 1 : 0;
