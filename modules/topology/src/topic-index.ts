import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where contracts that have a file of their own live, and the list of them. */
export const topicFolder = "modules/queue/src/topics";
export const topicIndexFile = `${topicFolder}/index.ts`;

/** The name under which a topic's contract is exported: `report-daily` is `reportDaily`. */
export function contractNameOf(topic: string): string {
  return topic.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The text of the list of contracts, from the files beside it. */
export function renderTopicIndex(root: string): string {
  const folder = join(root, topicFolder);
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => file.endsWith(".ts") && file !== "index.ts")
    : [];
  const topics = files.map((file) => file.replace(/\.ts$/, "")).sort();
  return [
    '// Written by "npm run generate" from the files of this folder.',
    ...topics.map((topic) => `import { ${contractNameOf(topic)} } from "./${topic}.ts";`),
    "",
    ...topics.map((topic) => `export * from "./${topic}.ts";`),
    ...(topics.length > 0 ? [""] : []),
    "/** The contracts that have a file of their own, by topic name. */",
    topics.length > 0 ? "export const ownTopics = {" : "export const ownTopics = {};",
    ...topics.map((topic) => `  "${topic}": ${contractNameOf(topic)},`),
    ...(topics.length > 0 ? ["};"] : []),
    "",
  ].join("\n");
}
