import type { Topology } from "./build-topology.ts";

/** The topology as a Mermaid flowchart: who wakes whom, and where what fails ends up. */
export function renderMermaid({ services, topics, subscriptions, crons }: Topology): string {
  const open = services.filter(({ trigger }) => "http" in trigger && trigger.http === "public");
  const lines = [
    "flowchart LR",
    ...(open.length > 0 ? ['  internet(["internet"])'] : []),
    ...crons.map(({ name, schedule, timeZone }) => `  ${id("cron", name)}{{"${schedule}<br/>${timeZone}"}}`),
    ...services.map(({ name }) => `  ${id("service", name)}["${name}"]`),
    ...topics.map(({ name }) => `  ${id("topic", name)}[/"${name}"/]`),
    ...subscriptions.map((one) => `  ${id("dead", one.deadLetterTopic)}[("${one.deadLetterTopic}")]`),
    "",
    ...open.map(({ name }) => `  internet --> ${id("service", name)}`),
    ...crons.map((cron) =>
      cron.publish === undefined
        ? `  ${id("cron", cron.name)} -- "POST ${cron.call}" --> ${id("service", cron.service)}`
        : `  ${id("cron", cron.name)} --> ${id("topic", cron.publish)}`,
    ),
    ...topics.flatMap(({ name, producers }) =>
      producers.map((producer) => `  ${id("service", producer)} --> ${id("topic", name)}`),
    ),
    ...subscriptions.map((one) => `  ${id("topic", one.topic)} --> ${id("service", one.service)}`),
    ...subscriptions.map(
      (one) =>
        `  ${id("service", one.service)} -. "${one.maxDeliveryAttempts} falhas" .-> ${id("dead", one.deadLetterTopic)}`,
    ),
    "",
    "  classDef service fill:#e8f0fe,stroke:#1a73e8,color:#111",
    "  classDef topic fill:#e6f4ea,stroke:#188038,color:#111",
    "  classDef dead fill:#fce8e6,stroke:#c5221f,color:#111",
    ...classLine(
      "service",
      services.map(({ name }) => id("service", name)),
    ),
    ...classLine(
      "topic",
      topics.map(({ name }) => id("topic", name)),
    ),
    ...classLine(
      "dead",
      subscriptions.map((one) => id("dead", one.deadLetterTopic)),
    ),
  ];
  return lines.join("\n");
}

function classLine(name: string, ids: string[]): string[] {
  return ids.length > 0 ? [`  class ${ids.join(",")} ${name}`] : [];
}

/** Mermaid takes no hyphens in ids, and a service and a topic may share a name. */
function id(kind: string, name: string): string {
  return `${kind}_${name.replaceAll("-", "_")}`;
}
