import { readEnvironment } from "./environment.ts";
import { startSandbox } from "./start-sandbox.ts";

const sandbox = await startSandbox(readEnvironment(process.env));
process.stdout.write(`${JSON.stringify({ ready: true, port: sandbox.port })}\n`);

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void sandbox.close().then(() => process.exit(0));
  });
}
