/*
 * Loaded before the command by run.mjs: when run.mjs dies without a word (kill -9), the command gets a SIGTERM, so
 * that nothing stays behind. File descriptor 3 is a pipe whose other end only run.mjs holds.
 */
import { Socket } from "node:net";
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.env.NOVA_BOOTSTRAP_FD === "3") {
  delete process.env.NOVA_BOOTSTRAP_FD;
  const pipe = new Socket({ fd: 3, readable: true, writable: false });
  pipe.on("error", () => {});
  pipe.on("close", () => process.kill(process.pid, "SIGTERM"));
  pipe.resume();
  pipe.unref();
}
