import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOidcVerifier } from "@nova/queue/oidc";
import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Broker, startBroker } from "../src/broker/index.ts";
import { createSigningKey } from "../src/broker/signing-key.ts";
import { publishTexts, startReceiver, subscribe, until } from "./broker-support.ts";

const email = "pubsub-push@nova-local.iam.gserviceaccount.com";
const audience = "http://worker.test";
let database: TestDatabase;
let keyDir: string;
let broker: Broker;
let header: string | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  keyDir = await mkdtemp(join(tmpdir(), "broker-keys-"));
  broker = await start();
  const receiver = await startReceiver();
  const topic = await subscribe(broker.url, receiver.url, { oidc: { serviceAccountEmail: email, audience } });
  await publishTexts(broker.url, topic, ["signed"]);
  await until("the push", () => receiver.pushes.length === 1);
  header = receiver.pushes[0]?.headers.authorization;
  await receiver.close();
});
afterAll(async () => {
  await broker?.close();
  await rm(keyDir, { recursive: true, force: true });
  await database?.close();
});

const start = () => startBroker({ databaseUrl: database.url, port: 0, projectId: "nova-local", keyDir });
const unauthenticated = { code: "queue.unauthenticated", retry: "never" };

test("a push's token is accepted by the service that it is for", async () => {
  await createOidcVerifier({ jwksUrl: broker.jwksUrl, audience, email })(header);
});

test.each([
  ["another audience", { audience: "http://other.test", email }],
  ["another account", { audience, email: "someone@nova-local.iam.gserviceaccount.com" }],
])("it is refused by one that expects %s", async (_what, expected) => {
  const verify = createOidcVerifier({ jwksUrl: broker.jwksUrl, ...expected });
  await expect(verify(header)).rejects.toMatchObject(unauthenticated);
});

test("a token signed with another key is refused", async () => {
  const forged = await createSigningKey(undefined).token({ email, audience });
  const verify = createOidcVerifier({ jwksUrl: broker.jwksUrl, audience, email });
  await expect(verify(`Bearer ${forged}`)).rejects.toMatchObject(unauthenticated);
});

test("an expired token is refused", async () => {
  const twoHoursAgo = () => Date.now() - 7_200_000;
  const stale = await createSigningKey(keyDir, twoHoursAgo).token({ email, audience });
  const verify = createOidcVerifier({ jwksUrl: broker.jwksUrl, audience, email });
  await expect(verify(`Bearer ${stale}`)).rejects.toMatchObject({
    ...unauthenticated,
    context: { reason: "ERR_JWT_EXPIRED" },
  });
});

test("tokens outlive a restart of the broker, whose key nobody else may read", async () => {
  await broker.close();
  broker = await start();
  await createOidcVerifier({ jwksUrl: broker.jwksUrl, audience, email })(header);
  expect((await stat(join(keyDir, "push-oidc.json"))).mode & 0o777).toBe(0o600);
});
