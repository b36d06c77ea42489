import { PubSub } from "@google-cloud/pubsub";
import { buildEnvelope, type Publisher } from "@nova/queue";
import { afterAll, describe, expect, test } from "vitest";
import { projectId } from "../src/stack/stack-addresses.ts";
import { findGoogleEmulator, type GoogleEmulator, startGoogleEmulator } from "./google-emulator.ts";
import { openStack, runAudited, type TestStack } from "./stack-harness.ts";

const jar = findGoogleEmulator();

describe.skipIf(!jar)(
  "a campaign through Google's Pub/Sub emulator (needs gcloud's pubsub-emulator and Java)",
  () => {
    let emulator: GoogleEmulator | undefined;
    let stack: TestStack | undefined;
    let client: PubSub | undefined;

    afterAll(async () => {
      await client?.close();
      await stack?.end();
      emulator?.stop();
    });

    test("started by the official client reaches 200 people once", { timeout: 240_000 }, async () => {
      emulator = await startGoogleEmulator(jar ?? "");
      process.env.PUBSUB_EMULATOR_HOST = emulator.host;
      stack = await openStack({ pubsubHost: emulator.host });
      client = new PubSub({ projectId });
      const [subscriptions] = await client.getSubscriptions();
      expect(subscriptions.map(({ name }) => name.split("/").at(-1)).sort()).toEqual([
        "campaign-plan-dead-sub",
        "campaign-plan-sub",
        "conversation-process-dead-sub",
        "conversation-process-sub",
        "whatsapp-send-dead-sub",
        "whatsapp-send-sub",
      ]);

      const official = client;
      const publish: Publisher["publish"] = async (topic, data) => {
        const json = buildEnvelope(topic, data, {}, { source: "test", now: () => new Date() });
        return official.topic(topic.name).publishMessage({ json });
      };
      const { audit } = await runAudited(stack, {
        recipients: 200,
        publisher: { ...stack.publisher, publish },
      });
      expect(audit).toMatchObject({
        recipients: 200,
        delivered: 200,
        duplicated: 0,
        lost: 0,
        failed: 0,
        unconfirmed: 0,
        disagreeing: [],
      });
    });
  },
);
