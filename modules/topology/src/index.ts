export { type Manifest, manifestSchema, type TopicTrigger, topicTriggerOf } from "./manifest.ts";
