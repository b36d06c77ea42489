import type { ExampleTopic } from "../src/topic.ts";

/** A message as the topic's contract allows it. */
export const sampleTask: ExampleTopic = { itemId: "6f1c1c7e-0d6b-4a52-9d2e-0d1b3a4c5e6f" };
