import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import { describePubSubContract } from "./broker-contract.ts";
import { portOf, until } from "./broker-support.ts";

let database: TestDatabase | undefined;
let broker: Broker | undefined;
let emulator: ChildProcess | undefined;

afterAll(async () => {
  emulator?.kill("SIGTERM");
  await broker?.close();
  await database?.close();
});

describePubSubContract("our broker", {
  firstRetryMs: 1_000,
  minBackoffSeconds: 0.2,
  open: async () => {
    database = await createTestDatabase();
    broker = await startBroker({ databaseUrl: database.url, port: 0, projectId: "nova-local" });
    return broker;
  },
});

const jar = findEmulator();
const absent = "not run on Google's emulator: gcloud's pubsub-emulator or Java is not on this machine";
if (!jar) {
  console.warn(absent);
  test.skip(absent, () => {});
} else
  describePubSubContract("Google's emulator", {
    firstRetryMs: 4_000,
    minBackoffSeconds: 1,
    open: () => startEmulator(jar),
  });

function findEmulator(): string | undefined {
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

async function startEmulator(file: string): Promise<{ url: string }> {
  const port = await freePort();
  emulator = spawn("java", ["-Xmx256m", "-jar", file, "--host=127.0.0.1", `--port=${port}`], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.ok,
      () => false,
    );
  await until("the emulator", answers, 30_000);
  return { url };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
