export {
  buildTopology,
  type Cron,
  type Subscription,
  type TopicUse,
  type Topology,
} from "./build-topology.ts";
export { checkConfig } from "./check-config.ts";
export { checkLayers } from "./check-layers.ts";
export { checkRepository } from "./check-repository.ts";
export { checkTopology } from "./check-topology.ts";
export { type GeneratedFile, generatedFiles } from "./generated-files.ts";
export { listFiles } from "./list-files.ts";
export { loadManifests, serviceFolders } from "./load-manifests.ts";
export { type Manifest, manifestSchema, type TopicTrigger, topicTriggerOf } from "./manifest.ts";
export { nodeFlags } from "./node-flags.ts";
export { renderMermaid } from "./render-mermaid.ts";
export { contractNameOf, renderTopicIndex, topicFolder, topicIndexFile } from "./topic-index.ts";
