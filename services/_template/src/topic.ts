import type { Topic } from "@nova/queue";
import * as z from "zod";

export type ExampleTopic = { itemId?: string | undefined };

/** One item when somebody asks for it, everything that is due when the clock ticks (then there is no id). */
export const exampleTopic: Topic<ExampleTopic> = {
  name: "example-topic",
  schema: z.object({ itemId: z.uuid().optional() }),
};
