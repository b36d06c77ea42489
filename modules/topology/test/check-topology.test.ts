import { expect, test } from "vitest";
import { buildTopology } from "../src/build-topology.ts";
import { checkConfig } from "../src/check-config.ts";
import { checkSchedule } from "../src/check-schedule.ts";
import { checkTopology } from "../src/check-topology.ts";
import { type Manifest, manifestSchema } from "../src/manifest.ts";
import { renderMermaid } from "../src/render-mermaid.ts";

function service(name: string, more: Record<string, unknown> = {}): Manifest {
  return manifestSchema.parse({
    name,
    purpose: "Stands in for a service.",
    trigger: { http: "internal" },
    run: {},
    ...more,
  });
}

const source = service("order-intake", { publishes: ["order-place"] });
const worker = service("order-worker", { trigger: { topic: "order-place" } });
const contracts = ["order-place"];
const problemsOf = (...services: Manifest[]) => checkTopology(buildTopology(services), { contracts });

test("a topic with a publisher, a consumer and a contract is fine", () => {
  expect(problemsOf(source, worker)).toEqual([]);
});

test("a cron counts as a publisher", () => {
  const ticking = service("order-worker", {
    trigger: { topic: "order-place" },
    cron: [{ schedule: "*/5 * * * *", publish: "order-place" }],
  });
  expect(problemsOf(ticking)).toEqual([]);
});

test.each([
  ["published, never consumed", [source], "is published by order-intake but no service consumes it"],
  ["consumed, never published", [worker], "is consumed by order-worker but nothing publishes it"],
  [
    "no contract",
    [service("a-b", { trigger: { topic: "c-d" }, publishes: ["c-d"] })],
    "topic c-d: has no contract",
  ],
  [
    "a topic named like a dead letter",
    [service("a-b", { trigger: { topic: "order-dead" }, publishes: ["order-dead"] })],
    "ends like",
  ],
  [
    "one topic twice in publishes",
    [service("order-intake", { publishes: ["order-place", "order-place"] }), worker],
    "lists order-place twice",
  ],
  [
    "a variable that is both env and secret",
    [service("a-b", { env: ["TOKEN"], secrets: ["TOKEN"] })],
    "list TOKEN twice",
  ],
  [
    "a handler that may outlive its ack deadline",
    [
      source,
      service("order-worker", {
        trigger: { topic: "order-place", ackDeadlineSeconds: 60 },
        run: { timeoutSeconds: 120 },
      }),
    ],
    "would come again",
  ],
  [
    "backoff upside down",
    [
      source,
      service("order-worker", {
        trigger: { topic: "order-place", minBackoffSeconds: 60, maxBackoffSeconds: 10 },
      }),
    ],
    "minimum backoff",
  ],
  [
    "more instances than the maximum",
    [service("a-b", { run: { minInstances: 3, maxInstances: 2 } })],
    "minInstances",
  ],
  ["half a CPU and many requests", [service("a-b", { run: { cpu: 0.5 } })], "concurrency must be 1"],
  [
    "a quarter CPU and a gigabyte",
    [service("a-b", { run: { cpu: 0.25, concurrency: 1, memoryMb: 1024 } })],
    "needs half a CPU",
  ],
  [
    "a cron that does nothing",
    [service("a-b", { cron: [{ schedule: "* * * * *" }] })],
    "give either publish",
  ],
  [
    "a cron that does both",
    [service("a-b", { cron: [{ schedule: "* * * * *", publish: "order-place", call: "/" }] }), worker],
    "give either publish",
  ],
  [
    "a cron at minute 60",
    [service("a-b", { cron: [{ schedule: "60 * * * *", call: "/" }] })],
    '"60" is no minute',
  ],
  [
    "a cron in no time zone",
    [service("a-b", { cron: [{ schedule: "* * * * *", call: "/", timeZone: "Brasil/Leste" }] })],
    "is no time zone",
  ],
  [
    "a cron that calls a topic worker",
    [
      source,
      service("order-worker", {
        trigger: { topic: "order-place" },
        cron: [{ schedule: "* * * * *", call: "/" }],
      }),
    ],
    "publish its topic instead",
  ],
  [
    "a cron that calls a public service",
    [service("a-b", { trigger: { http: "public" }, cron: [{ schedule: "* * * * *", call: "/tick" }] })],
    "make an internal one",
  ],
  ["the same service twice", [service("a-b"), service("a-b")], "service a-b: exists twice"],
])("a problem is said in one sentence: %s", (_what, services, text) => {
  const problems = problemsOf(...services);
  expect(problems.join("\n")).toContain(text);
});

test("a single consumer's names come from the topic alone", () => {
  expect(buildTopology([source, worker]).subscriptions).toMatchObject([
    {
      name: "order-place-sub",
      service: "order-worker",
      deadLetterTopic: "order-place-dead",
      deadLetterSubscription: "order-place-dead-sub",
    },
  ]);
});

test("two services may share a topic; then each subscription and dead letter carries its service", () => {
  const audit = service("order-audit", { trigger: { topic: "order-place" } });
  const topology = buildTopology([source, worker, audit]);
  expect(checkTopology(topology, { contracts })).toEqual([]);
  expect(topology.subscriptions.map(({ name, deadLetterTopic }) => [name, deadLetterTopic])).toEqual([
    ["order-place-order-audit-sub", "order-place-order-audit-dead"],
    ["order-place-order-worker-sub", "order-place-order-worker-dead"],
  ]);
});

test("the order of the manifests changes nothing", () => {
  expect(buildTopology([worker, source])).toEqual(buildTopology([source, worker]));
});

test("the diagram shows every service, queue, cron and dead letter, and who wakes whom", () => {
  const hook = service("order-hook", {
    trigger: { http: "public" },
    publishes: ["order-place"],
    cron: [{ schedule: "0 8 * * *", publish: "order-place" }],
  });
  const diagram = renderMermaid(buildTopology([hook, worker]));
  for (const line of [
    "internet --> service_order_hook",
    "service_order_hook --> topic_order_place",
    "cron_order_hook --> topic_order_place",
    "topic_order_place --> service_order_worker",
    'service_order_worker -. "20 falhas" .-> dead_order_place_dead',
  ]) {
    expect(diagram).toContain(line);
  }
});

test("config and manifest must name the same variables, but for the platform's", () => {
  const manifest = service("order-worker", { env: ["APP_ENV", "OLD_URL"], secrets: ["API_KEY"] });
  expect(checkConfig(manifest, ["APP_ENV", "API_KEY", "NEW_URL", "PORT", "K_SERVICE"])).toEqual([
    "services/order-worker/service.json: config.ts asks for NEW_URL, which neither env nor secrets lists",
    "services/order-worker/src/config.ts: service.json lists OLD_URL, which the config does not ask for",
  ]);
  expect(checkConfig(manifest, ["APP_ENV", "API_KEY", "OLD_URL"])).toEqual([]);
});

test.each(["* * * * *", "*/5 0-6 1,15 JAN-mar mon", "0 8 * * 1-5", "59 23 31 12 7", "0-30/10 * * * *"])(
  "%s is a schedule",
  (schedule) => expect(checkSchedule(schedule)).toBeUndefined(),
);

test.each([
  "* * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "* * * * 8",
  "*/0 * * * *",
  "5-1 * * * *",
  "a * * * *",
  "1,,2 * * * *",
  "-1 * * * *",
  "1/2 * * * *",
  "* * * * * *",
])("%s is no schedule", (schedule) => expect(checkSchedule(schedule)).toBeDefined());
