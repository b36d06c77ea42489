import { takeRunLock } from "../../src/lock.ts";
import { startPostgres } from "../../src/postgres/index.ts";
import { createSupervisor } from "../../src/processes/index.ts";

/*
 * A small local stack for tests to be cruel to: a database, a child that obeys and has a child of its own, one that
 * ignores SIGTERM. Prints the pids; ends on SIGTERM.
 */
const [stateDir = "", withDatabase] = process.argv.slice(2);
const lock = await takeRunLock(stateDir);
const supervisor = createSupervisor({ stateDir, graceMs: 1000, watchdogGraceMs: 1000 });
const database = withDatabase === "database" ? await startPostgres({ dataDir: `${stateDir}/pg` }) : undefined;
if (database) supervisor.guard({ pid: database.pid });

const forever = "setInterval(() => {}, 1000); console.log('up');";
const parent = `const c = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
console.log("up " + c.pid); setInterval(() => {}, 1000);`;
const deaf = `process.on("SIGTERM", () => {}); ${forever}`;
const readyWhen = { line: (line: string) => line.startsWith("up") };
const start = (name: string, code: string) =>
  supervisor.start({ name, command: process.execPath, args: ["-e", code], readyWhen });

const a = await start("parent", parent);
const b = await start("deaf", deaf);
const pids = [a.pid, Number(a.line?.slice(3)), b.pid, ...(database ? [database.pid] : [])];
console.log(JSON.stringify({ pids, adopted: database?.adopted, port: database?.port }));

process.on("SIGTERM", async () => {
  await supervisor.stopAll();
  lock.release();
  process.exit(0);
});
