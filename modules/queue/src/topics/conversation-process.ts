import * as z from "zod";
import type { Topic } from "../topics.ts";

export type ConversationProcess = { conversationId: string };

/** A conversation may have something that its bot has to answer; the row says what and when. */
export const conversationProcess: Topic<ConversationProcess> = {
  name: "conversation-process",
  schema: z.object({ conversationId: z.uuid() }),
};
