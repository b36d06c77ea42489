import type { Faults } from "./faults.ts";
import type { CallOutcome, HttpCall } from "./http-call.ts";
import { type Delivery, wrapPush } from "./push-envelope.ts";
import type { SigningKey } from "./signing-key.ts";
import type { SubscriptionConfig } from "./subscription-config.ts";

export type DeliveryPorts = { call: HttpCall; key: SigningKey; faults: () => Faults };

/** Makes one push as Google makes it, with the faults that a test has asked for. */
export type Push = (delivery: Delivery, config: SubscriptionConfig) => Promise<CallOutcome>;

/** Pushes of one subscription. */
export function createPush(subscription: string, { call, key, faults }: DeliveryPorts): Push {
  return async (delivery, { pushConfig, ackDeadlineSeconds, deadLetterPolicy }) => {
    const { pushEndpoint: url, oidcToken } = pushConfig;
    const { deliverTwice, shuffle, ackDeadlineMs } = faults();
    if (shuffle) await pause(Math.random() * 100);
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "user-agent": "CloudPubSub-Google",
      accept: "application/json",
    };
    if (oidcToken) {
      const claims = { email: oidcToken.serviceAccountEmail, audience: oidcToken.audience ?? url };
      headers.authorization = `Bearer ${await key.token(claims)}`;
    }
    // The ack deadline is the request's timeout.
    const timeoutMs = ackDeadlineMs ?? ackDeadlineSeconds * 1000;
    const body = wrapPush(delivery, subscription, deadLetterPolicy !== undefined);
    const once = () => call({ method: "POST", url, headers, body, timeoutMs });
    if (!deliverTwice) return once();
    const repeat = pause(Math.random() * 50).then(once);
    const [first] = await Promise.all([once(), repeat]);
    return first;
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
