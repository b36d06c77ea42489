import type { Cron, Topology } from "./build-topology.ts";
import { checkSchedule, isTimeZone } from "./check-schedule.ts";
import { type Manifest, topicTriggerOf } from "./manifest.ts";

/** What does not fit together, one sentence each, starting with where. Empty means that all is well. */
export function checkTopology(topology: Topology, { contracts }: { contracts: readonly string[] }): string[] {
  return [
    ...topology.topics.flatMap((topic) => checkTopic(topic, contracts)),
    ...checkNames(topology),
    ...topology.services.flatMap(checkService),
    ...topology.crons.flatMap((cron) => checkCron(cron, topology)),
  ];
}

function checkTopic(
  { name, producers, consumers, crons }: Topology["topics"][number],
  contracts: readonly string[],
) {
  const publishers = [...producers, ...crons.map((cron) => `the cron ${cron}`)];
  const problems = [];
  if (consumers.length === 0)
    problems.push(`is published by ${publishers.join(", ")} but no service consumes it`);
  if (publishers.length === 0)
    problems.push(`is consumed by ${consumers.join(", ")} but nothing publishes it`);
  if (!contracts.includes(name)) problems.push("has no contract in modules/queue");
  if (/-(sub|dead)$/.test(name))
    problems.push("ends like a subscription or a dead letter: choose another name");
  return problems.map((problem) => `topic ${name}: ${problem}`);
}

function checkNames({ services, topics, subscriptions }: Topology): string[] {
  const topicNames = [...topics.map(({ name }) => name), ...subscriptions.map((one) => one.deadLetterTopic)];
  const subscriptionNames = subscriptions.flatMap((one) => [one.name, one.deadLetterSubscription]);
  return [
    ...repeated(services.map(({ name }) => name)).map((name) => `service ${name}: exists twice`),
    ...repeated(topicNames).map((name) => `topic ${name}: two things would have this name`),
    ...repeated(subscriptionNames).map((name) => `subscription ${name}: two things would have this name`),
  ];
}

function checkService(service: Manifest): string[] {
  const { run, publishes, env, secrets } = service;
  const trigger = topicTriggerOf(service);
  const problems = [];
  for (const name of repeated(publishes)) problems.push(`publishes lists ${name} twice`);
  for (const name of repeated([...env, ...secrets])) problems.push(`env and secrets list ${name} twice`);
  if (trigger && trigger.minBackoffSeconds > trigger.maxBackoffSeconds)
    problems.push("trigger: the minimum backoff exceeds the maximum");
  if (trigger && run.timeoutSeconds > trigger.ackDeadlineSeconds) {
    problems.push(
      "run.timeoutSeconds exceeds trigger.ackDeadlineSeconds: a message would come again while it is handled",
    );
  }
  if (run.minInstances > run.maxInstances) problems.push("run: minInstances exceeds maxInstances");
  // Cloud Run refuses these.
  if (run.cpu < 1 && run.concurrency > 1) problems.push("run: below one CPU, concurrency must be 1");
  if (run.memoryMb > 1024 && run.cpu < 1) problems.push("run: more than 1024 MB needs one CPU");
  else if (run.memoryMb > 512 && run.cpu < 0.5) problems.push("run: more than 512 MB needs half a CPU");
  return problems.map((problem) => `services/${service.name}/service.json: ${problem}`);
}

function checkCron(cron: Cron, { services }: Topology): string[] {
  const service = services.find(({ name }) => name === cron.service);
  const problems = [];
  const schedule = checkSchedule(cron.schedule);
  if (schedule) problems.push(`schedule: ${schedule}`);
  if (!isTimeZone(cron.timeZone)) problems.push(`"${cron.timeZone}" is no time zone`);
  if ((cron.publish === undefined) === (cron.call === undefined)) {
    problems.push("give either publish (a topic) or call (a path)");
  } else if (cron.call !== undefined && service && topicTriggerOf(service)) {
    problems.push("calls a path of a service that a topic wakes: publish its topic instead");
  } else if (
    cron.call !== undefined &&
    service &&
    "http" in service.trigger &&
    service.trigger.http === "public"
  ) {
    problems.push("calls a public service: anybody else could, too; make an internal one");
  }
  return problems.map((problem) => `services/${cron.service}/service.json: cron ${cron.name}: ${problem}`);
}

function repeated(names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
