import { contractNameOf } from "@nova/topology";
import type { ServiceRequest } from "./parse-request.ts";

/** A file of the new service, path relative to the repository. */
export type NewFile = { path: string; text: string };

/** What is known of the topic already: whether it has a contract, a message that fits it, and whether anyone publishes it. */
export type KnownTopic = { hasContract: boolean; sample: unknown; isPublished: boolean };

/** Makes a service's files from the template's. Pure: reads and writes nothing. */
export function fillTemplate(request: ServiceRequest, template: NewFile[], known: KnownTopic): NewFile[] {
  const { name, http } = request;
  const topic = request.topic ?? name;
  const contract = contractNameOf(topic);
  const type = contract.charAt(0).toUpperCase() + contract.slice(1);
  const fill = (text: string) =>
    text
      .replaceAll("example-topic", topic)
      .replaceAll("exampleTopic", contract)
      .replaceAll("ExampleTopic", type)
      .replaceAll("example-task", name);

  return chosenFiles(template, http !== undefined).flatMap(({ path, text }) => {
    if (path === "src/topic.ts") {
      const own = fill(text).replace('"@nova/queue"', '"../topics.ts"');
      return known.hasContract ? [] : { path: `modules/queue/src/topics/${topic}.ts`, text: own };
    }
    const file = `services/${name}/${path}`;
    if (path === "service.json") return { path: file, text: adjustManifest(fill(text), request, known) };
    const linked = fill(text).replace(/"(?:\.\/|\.\.\/src\/)topic\.ts"/g, '"@nova/queue"');
    if (path !== "test/sample-task.ts" || !known.hasContract) return { path: file, text: linked };
    const sample = JSON.stringify(known.sample);
    return { path: file, text: linked.replace(/= \{[^}]*\};/, () => `= ${sample};`) };
  });
}

/** The HTTP variant lies over the worker's package.json and replaces everything else. */
function chosenFiles(template: NewFile[], isHttp: boolean): NewFile[] {
  const overlay = template.filter(({ path }) => path.startsWith("http/"));
  if (!isHttp) return template.filter((file) => !overlay.includes(file));
  const shared = template.filter(({ path }) => path === "package.json");
  return [...shared, ...overlay.map(({ path, text }) => ({ path: path.slice("http/".length), text }))];
}

function adjustManifest(
  text: string,
  { http }: ServiceRequest,
  { hasContract, isPublished }: KnownTopic,
): string {
  if (http) return text.replace('"http": "internal"', `"http": "${http}"`);
  // Only a topic that is new with this service needs a clock, so that something publishes it.
  return hasContract || isPublished ? text.replace(/"cron": \[[\s\S]*?\],\n/, '"cron": [],\n') : text;
}
