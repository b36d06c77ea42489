// Written by "npm run generate" from the files of this folder.

/** The contracts that have a file of their own, by topic name. */
export const ownTopics = {};
