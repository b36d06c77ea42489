import { type Manifest, topicTriggerOf } from "./manifest.ts";

/** One push subscription of one service, with every name derived. */
export type Subscription = {
  name: string;
  topic: string;
  service: string;
  deadLetterTopic: string;
  deadLetterSubscription: string;
  ackDeadlineSeconds: number;
  minBackoffSeconds: number;
  maxBackoffSeconds: number;
  maxDeliveryAttempts: number;
};

/** One schedule: it publishes into a topic or calls its own service. */
export type Cron = {
  name: string;
  service: string;
  schedule: string;
  timeZone: string;
  publish: string | undefined;
  call: string | undefined;
  data: Manifest["cron"][number]["data"];
};

export type TopicUse = { name: string; producers: string[]; consumers: string[]; crons: string[] };

/** Who wakes whom: all services, and the topics, subscriptions and crons that follow from their manifests. */
export type Topology = {
  services: Manifest[];
  topics: TopicUse[];
  subscriptions: Subscription[];
  crons: Cron[];
};

/** Derives the topology; nothing in it is written by hand anywhere. */
export function buildTopology(manifests: readonly Manifest[]): Topology {
  const services = [...manifests].sort((a, b) => (a.name < b.name ? -1 : 1));
  const crons = services.flatMap(cronsOf);
  const consumersOf = (topic: string) =>
    services.filter((service) => topicTriggerOf(service)?.topic === topic);

  const names = new Set([
    ...services.flatMap((service) => [...service.publishes, topicTriggerOf(service)?.topic ?? []].flat()),
    ...crons.flatMap(({ publish }) => publish ?? []),
  ]);
  const topics = [...names].sort().map((name) => ({
    name,
    producers: services.filter(({ publishes }) => publishes.includes(name)).map((service) => service.name),
    consumers: consumersOf(name).map((service) => service.name),
    crons: crons.filter(({ publish }) => publish === name).map((cron) => cron.name),
  }));

  const subscriptions = services.flatMap((service) => {
    const trigger = topicTriggerOf(service);
    if (!trigger) return [];
    const { topic, ...settings } = trigger;
    // A second consumer is named, and so is then the first: each has its own dead letters.
    const base = consumersOf(topic).length > 1 ? `${topic}-${service.name}` : topic;
    const deadLetters = { deadLetterTopic: `${base}-dead`, deadLetterSubscription: `${base}-dead-sub` };
    return [{ name: `${base}-sub`, topic, service: service.name, ...deadLetters, ...settings }];
  });
  return { services, topics, subscriptions, crons };
}

function cronsOf({ name: service, cron }: Manifest): Cron[] {
  return cron.map(({ schedule, timeZone, publish, call, data }, index) => {
    const name = cron.length > 1 ? `${service}-${index + 1}` : service;
    return { name, service, schedule, timeZone, publish, call, data };
  });
}
