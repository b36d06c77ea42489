import { expect, test } from "vitest";
import { provision } from "../src/provision.ts";

const plan = {
  topic: "whatsapp-send",
  subscription: "whatsapp-send-sub",
  pushEndpoint: "https://w/",
  ackDeadlineSeconds: 600,
  minBackoffSeconds: 10,
  maxBackoffSeconds: 600,
  maxDeliveryAttempts: 20,
  deadLetterTopic: "whatsapp-send-dead",
};

function answering(status: (method: string, path: string) => number) {
  const calls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const path = new URL(String(input)).pathname;
    calls.push(
      `${init?.method} ${path.split("/").slice(4).join("/")} ${new Headers(init?.headers).get("authorization")}`,
    );
    return new Response("{}", { status: status(init?.method ?? "", path) });
  };
  return { calls, fetch };
}

test("topics come before the subscriptions that need them, with the token where it is Google", async () => {
  const { calls, fetch } = answering(() => 200);
  await provision({
    projectId: "p",
    subscriptions: [plan],
    topics: ["extra-topic"],
    fetch,
    accessToken: async () => "t",
  });
  expect(calls.slice(0, 3).sort()).toEqual([
    "PUT topics/extra-topic Bearer t",
    "PUT topics/whatsapp-send Bearer t",
    "PUT topics/whatsapp-send-dead Bearer t",
  ]);
  expect(calls.slice(3)).toEqual(["PUT subscriptions/whatsapp-send-sub Bearer t"]);
});

test("what exists is brought up to date", async () => {
  const { calls, fetch } = answering((method) => (method === "PUT" ? 409 : 200));
  await provision({ projectId: "p", pubsubUrl: "http://127.0.0.1:1", subscriptions: [plan], fetch });
  expect(calls.at(-1)).toBe("PATCH subscriptions/whatsapp-send-sub null");
});

test.each([
  [403, "never"],
  [503, "safe"],
])("a %i says which call failed and whether to try again", async (status, retry) => {
  const { fetch } = answering(() => status);
  const provisioning = provision({
    projectId: "p",
    pubsubUrl: "http://127.0.0.1:1",
    subscriptions: [plan],
    fetch,
  });
  await expect(provisioning).rejects.toMatchObject({
    code: "queue.not_provisioned",
    retry,
    context: { status },
  });
});
