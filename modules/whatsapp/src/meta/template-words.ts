import type { TemplateStatus } from "../inbound-event.ts";
import { storableText } from "../lenient-fields.ts";

const statuses: Record<string, TemplateStatus> = {
  APPROVED: "approved",
  REINSTATED: "approved",
  PENDING: "pending",
  IN_APPEAL: "pending",
  PAUSED: "paused",
  REJECTED: "rejected",
  DISABLED: "disabled",
  PENDING_DELETION: "disabled",
  DELETED: "disabled",
  ARCHIVED: "disabled",
  LOCKED: "disabled",
  LIMIT_EXCEEDED: "disabled",
};

/** What Meta calls a template's state, in our words; undefined where it changes nothing of whether it may be sent. */
export function templateStatusOf(word: string): TemplateStatus | undefined {
  const known = word.toUpperCase();
  return Object.hasOwn(statuses, known) ? statuses[known] : undefined;
}

/** A quality score in lower case: green, yellow, red, or whatever Meta will call it. */
export function templateQualityOf(word: string): string {
  return storableText(word, 32).toLowerCase();
}
