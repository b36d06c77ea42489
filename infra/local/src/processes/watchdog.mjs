/*
 * Outlives its supervisor by a few seconds. It reads lines of JSON from stdin: `{"watch":{pid,…}}`, `{"forget":pid}`,
 * `{"done":true}`. If stdin closes without `done`, the supervisor was killed: everything watched is ended, what is
 * marked `last` (the database) after all else. Plain JavaScript, so that it is up in no time.
 */
import { createInterface } from "node:readline";
import { endProcess } from "./end-process.mjs";

const graceMs = Number(process.argv[2] ?? 4000);
const lastGraceMs = 15_000;
const watched = new Map();
let done = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const message = JSON.parse(line);
    if (message.watch) watched.set(message.watch.pid, message.watch);
    if (message.forget) watched.delete(message.forget);
    if (message.done) done = true;
  })
  .on("close", async () => {
    if (!done) {
      const all = [...watched.values()];
      await Promise.all(all.filter(({ last }) => !last).map((one) => endProcess({ ...one, graceMs })));
      await Promise.all(
        all.filter(({ last }) => last).map((one) => endProcess({ ...one, graceMs: lastGraceMs })),
      );
    }
    process.exit(0);
  });
