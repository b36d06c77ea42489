import { expect, test } from "vitest";
import { planSubscriptions } from "../src/index.ts";

const derived = {
  name: "whatsapp-send-sub",
  topic: "whatsapp-send",
  deadLetterTopic: "whatsapp-send-dead",
  deadLetterSubscription: "whatsapp-send-dead-sub",
  ackDeadlineSeconds: 600,
  minBackoffSeconds: 10,
  maxBackoffSeconds: 600,
  maxDeliveryAttempts: 20,
};

test("a worker gets its messages at / and its dead letters at /dead-letter", () => {
  const [own, dead, ...more] = planSubscriptions(derived, { serviceUrl: "http://127.0.0.1:8081/" });
  expect(own).toMatchObject({
    topic: "whatsapp-send",
    subscription: "whatsapp-send-sub",
    pushEndpoint: "http://127.0.0.1:8081/",
    deadLetterTopic: "whatsapp-send-dead",
    ackDeadlineSeconds: 600,
    maxDeliveryAttempts: 20,
  });
  expect(dead).toMatchObject({
    topic: "whatsapp-send-dead",
    subscription: "whatsapp-send-dead-sub",
    pushEndpoint: "http://127.0.0.1:8081/dead-letter",
  });
  expect(dead?.deadLetterTopic).toBeUndefined();
  expect(own?.oidc).toBeUndefined();
  expect(more).toEqual([]);
});

test("tokens are for the service's address, without a path", () => {
  const plans = planSubscriptions(derived, {
    serviceUrl: "https://worker.run.app",
    pushServiceAccount: "pubsub-push@p.iam.gserviceaccount.com",
  });
  for (const plan of plans)
    expect(plan.oidc).toEqual({
      serviceAccountEmail: "pubsub-push@p.iam.gserviceaccount.com",
      audience: "https://worker.run.app",
    });
});
