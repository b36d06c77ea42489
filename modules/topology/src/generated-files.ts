import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildTopology } from "./build-topology.ts";
import { withDiagram } from "./diagram-section.ts";
import { loadManifests } from "./load-manifests.ts";
import { renderMermaid } from "./render-mermaid.ts";
import { renderTopicIndex, topicIndexFile } from "./topic-index.ts";

export type GeneratedFile = { file: string; current: string | undefined; wanted: string };

/** The files that follow from manifests and contracts, as they are and as they should be. */
export function generatedFiles(root: string): GeneratedFile[] {
  const diagram = renderMermaid(buildTopology(loadManifests(join(root, "services"))));
  const document = "docs/arquitetura.md";
  const text = read(root, document);
  return [
    { file: document, current: text, wanted: withDiagram(text ?? "# Arquitetura\n", diagram) },
    { file: topicIndexFile, current: read(root, topicIndexFile), wanted: renderTopicIndex(root) },
  ];
}

function read(root: string, file: string): string | undefined {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined;
}
