import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import { describePubSubContract } from "./broker-contract.ts";
import { findGoogleEmulator, type GoogleEmulator, startGoogleEmulator } from "./google-emulator.ts";

let database: TestDatabase | undefined;
let broker: Broker | undefined;
let emulator: GoogleEmulator | undefined;

afterAll(async () => {
  emulator?.stop();
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

const jar = findGoogleEmulator();
const absent = "not run on Google's emulator: gcloud's pubsub-emulator or Java is not on this machine";
if (!jar) {
  console.warn(absent);
  test.skip(absent, () => {});
} else
  describePubSubContract("Google's emulator", {
    firstRetryMs: 4_000,
    minBackoffSeconds: 1,
    open: async () => {
      emulator = await startGoogleEmulator(jar);
      return emulator;
    },
  });
