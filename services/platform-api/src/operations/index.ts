import type { Operation } from "../operation.ts";
import { campaignActionOperations } from "./campaign-actions.ts";
import { campaignCheckOperations } from "./campaign-checks.ts";
import { campaignOperations } from "./campaigns.ts";
import { clientOperations } from "./clients.ts";
import { contactOperations } from "./contacts.ts";
import { deadLetterOperations } from "./dead-letters.ts";
import { importOperations } from "./imports.ts";
import { listOperations } from "./lists.ts";
import { meOperations } from "./me.ts";
import { memberOperations } from "./members.ts";
import { pauseOperations } from "./pauses.ts";
import { recipientOperations } from "./recipients.ts";
import { recordOperations } from "./records.ts";
import { senderLimitOperations } from "./sender-limits.ts";
import { senderOperations } from "./senders.ts";
import { templateOperations } from "./templates.ts";

/** Everything that people can do, one file per resource. Routes, document and the authorisation matrix are made from it. */
export const operations: readonly Operation[] = [
  ...meOperations,
  ...clientOperations,
  ...memberOperations,
  ...senderOperations,
  ...senderLimitOperations,
  ...templateOperations,
  ...campaignOperations,
  ...campaignActionOperations,
  ...campaignCheckOperations,
  ...recipientOperations,
  ...pauseOperations,
  ...contactOperations,
  ...listOperations,
  ...importOperations,
  ...deadLetterOperations,
  ...recordOperations,
];
