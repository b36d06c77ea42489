import { createFakeWebhooks } from "./fake-webhooks.ts";
import { describeWebhooks } from "./webhooks-contract.ts";

describeWebhooks("the fake of these tests", async () => {
  const { ingest, ingestMany } = createFakeWebhooks(["106500000000001"]);
  return { ingest, ingestMany, knownSender: "106500000000001" };
});
