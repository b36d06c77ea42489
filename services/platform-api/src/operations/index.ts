import type { Operation } from "../operation.ts";
import { clientOperations } from "./clients.ts";
import { contactOperations } from "./contacts.ts";
import { deadLetterOperations } from "./dead-letters.ts";
import { importOperations } from "./imports.ts";
import { listOperations } from "./lists.ts";
import { meOperations } from "./me.ts";
import { memberOperations } from "./members.ts";
import { pauseOperations } from "./pauses.ts";
import { recordOperations } from "./records.ts";
import { senderLimitOperations } from "./sender-limits.ts";
import { senderOperations } from "./senders.ts";

/** Everything that people can do, one file per resource. Routes, document and the authorisation matrix are made from it. */
export const operations: readonly Operation[] = [
  ...meOperations,
  ...clientOperations,
  ...memberOperations,
  ...senderOperations,
  ...senderLimitOperations,
  ...pauseOperations,
  ...contactOperations,
  ...listOperations,
  ...importOperations,
  ...deadLetterOperations,
  ...recordOperations,
];
