// Written by "npm run generate" from the files of this folder.
import { conversationProcess } from "./conversation-process.ts";

export * from "./conversation-process.ts";

/** The contracts that have a file of their own, by topic name. */
export const ownTopics = {
  "conversation-process": conversationProcess,
};
