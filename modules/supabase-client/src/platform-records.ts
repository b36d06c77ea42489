import * as z from "zod";
import type { CallFunction } from "./client.ts";
import { instantText, type PageRequest, pageOf } from "./platform.ts";

const count = z.int().nonnegative();

export const deadLetterSchema = z.object({
  id: z.uuid(),
  /** None: whose it is cannot be read. */
  clientId: z.uuid().nullable(),
  topic: z.string(),
  /** The error code that the reason begins with. */
  cause: z.string(),
  reason: z.string(),
  occurrences: count,
  createdAt: instantText,
  lastAt: instantText,
  resolvedAt: instantText.nullable(),
  replayedAt: instantText.nullable(),
  replayedBy: z.uuid().nullable(),
  isReplaying: z.boolean(),
});
export const deadLetterGroupSchema = z.object({
  topic: z.string(),
  cause: z.string(),
  letters: count,
  occurrences: count,
  oldest: instantText,
  newest: instantText,
});
export const flagSchema = z.object({
  key: z.string(),
  value: z.looseObject({ enabled: z.boolean() }),
  description: z.string(),
  updatedAt: instantText,
});
export const auditEventSchema = z.object({
  id: z.int(),
  actor: z.uuid(),
  actorEmail: z.string().nullable(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  at: instantText,
});

export type LetterFilter = { topic?: string | undefined; cause?: string | undefined };

/** Dead letters, flags and the audit on behalf of a person (`actor`). No tenant (`null`): the platform's. */
export function createPlatformRecords(call: CallFunction) {
  return {
    listLetters: (
      actor: string,
      clientId: string | null,
      { open, topic, cause, after, limit }: LetterFilter & PageRequest & { open?: boolean | undefined },
    ) =>
      call(
        "list_dead_letters",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_open: open ?? null,
          p_topic: topic ?? null,
          p_cause: cause ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(deadLetterSchema),
      ),
    /** Refused to whoever may only look at them. */
    listReplayable: (
      actor: string,
      clientId: string | null,
      { topic, cause, after, limit }: LetterFilter & PageRequest,
    ) =>
      call(
        "list_replayable_letters",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_topic: topic ?? null,
          p_cause: cause ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        z.object({ ids: z.array(z.uuid()), next: z.uuid().nullable() }),
      ),
    groupLetters: (actor: string, clientId: string | null) =>
      call("group_dead_letters", { p_actor: actor, p_client_id: clientId }, z.array(deadLetterGroupSchema)),
    readLetter: (actor: string, clientId: string | null, id: string) =>
      call(
        "read_dead_letter",
        { p_actor: actor, p_client_id: clientId, p_id: id },
        deadLetterSchema.extend({ body: z.string() }),
      ),
    /** The letter for the one caller who may publish it now. */
    beginReplay: (actor: string, clientId: string | null, id: string, replayId: string) =>
      call(
        "begin_replay",
        { p_actor: actor, p_client_id: clientId, p_id: id, p_replay_id: replayId },
        z.object({ topic: z.string(), body: z.string() }),
      ),
    /** Marks it as replayed, or opens it again; false for whoever does not hold it any more. */
    endReplay: (actor: string, id: string, replayId: string, isPublished: boolean) =>
      call(
        "end_replay",
        { p_actor: actor, p_id: id, p_replay_id: replayId, p_is_published: isPublished },
        z.boolean(),
      ),
    dismissLetter: (actor: string, clientId: string | null, id: string, reason: string) =>
      call(
        "dismiss_dead_letter",
        { p_actor: actor, p_client_id: clientId, p_id: id, p_reason: reason },
        deadLetterSchema,
      ),
    listFlags: (actor: string) => call("list_feature_flags", { p_actor: actor }, z.array(flagSchema)),
    setFlag: (actor: string, key: string, value: { enabled: boolean }) =>
      call("set_feature_flag", { p_actor: actor, p_key: key, p_value: value }, flagSchema),
    listAudit: (
      actor: string,
      clientId: string | null,
      { action, by, after, limit }: { action?: string | undefined; by?: string | undefined } & PageRequest,
    ) =>
      call(
        "list_audit_events",
        {
          p_actor: actor,
          p_client_id: clientId,
          p_action: action ?? null,
          p_by: by ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        pageOf(auditEventSchema),
      ),
  };
}

export type PlatformRecords = ReturnType<typeof createPlatformRecords>;
