import { AppError } from "@nova/error-handler";
import { recipientSchema, sendStatuses } from "@nova/supabase-client";
import * as z from "zod";
import { describeReason } from "../describe-reason.ts";
import { exportRecipients } from "../export-recipients.ts";
import { judgeFailures } from "../judge-failures.ts";
import { everyRole, operation } from "../operation.ts";
import { wakePlanner } from "../wake-planner.ts";
import { campaignParams, campaignPath, campaignTag, campaignWriters } from "./campaigns.ts";
import { clientParams, pageQuery } from "./fields.ts";

const tag = campaignTag;
const params = campaignParams;
const words = z.object({ pt: z.string(), en: z.string() });
const statuses = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(sendStatuses)).min(1).max(sendStatuses.length))
  .optional();
const recipientAnswer = recipientSchema.omit({ waiting: true }).extend({
  /** Why it is where it is; of those that wait, until when. Null where the status says all. */
  words: words.nullable(),
  /** Until when it waits; null until a person acts, or when it does not wait. */
  until: z.iso.datetime({ offset: true }).nullable(),
});
const failureAnswer = z.object({
  code: z.string().nullable(),
  reason: z.string().nullable(),
  count: z.int(),
  retryable: z.int(),
  canRetry: z.boolean(),
  pt: z.string(),
  en: z.string(),
});
const sendParams = clientParams.extend({ sendId: z.uuid() });
const explainAnswer = z.object({
  status: z.enum(sendStatuses),
  reason: z.union([z.string(), z.looseObject({ code: z.string() })]).nullable(),
  code: z.string().nullable(),
  until: z.iso.datetime({ offset: true }).nullable(),
  pt: z.string(),
  en: z.string(),
});
const nothing = { pt: "", en: "" };
const mostRounds = 8;

/** Recipients of a campaign: where each is and why, what failed, and what people do about it. */
export const recipientOperations = [
  operation({
    id: "listRecipients",
    method: "get",
    path: `${campaignPath}/recipients`,
    tag,
    summary: "Os destinatários, na ordem da lista; `status` aceita vários, separados por vírgula",
    roles: everyRole,
    params,
    query: pageQuery.extend({
      after: z
        .string()
        .regex(/^\d{1,10}:[0-9a-f-]{36}$/)
        .optional(),
      status: statuses,
      reason: z.string().min(1).max(200).optional(),
      search: z.string().trim().min(1).max(100).optional(),
    }),
    answer: z.object({ items: z.array(recipientAnswer), next: z.string().nullable() }),
    perform: async ({ actor, params: { clientId, campaignId }, query }, { database }) => {
      const { status, ...rest } = query;
      const asked = { ...rest, statuses: status, explain: true };
      const page = await database.platformRecipients.list(actor, clientId, campaignId, asked);
      return {
        next: page.next,
        items: page.items.map(({ waiting, ...one }) => ({
          ...one,
          words: describeReason(waiting ?? { reason: one.reason, code: one.code }),
          until: waiting?.until ?? null,
        })),
      };
    },
  }),
  operation({
    id: "exportRecipients",
    method: "get",
    path: `${campaignPath}/recipients/export`,
    tag,
    summary: "Os destinatários em CSV, para o Excel; fica na auditoria",
    roles: campaignWriters,
    params,
    query: z.strictObject({ status: statuses }),
    download: "text/csv; charset=utf-8",
    filename: "destinatarios.csv",
    perform: async ({ actor, params: { clientId, campaignId }, query: { status } }, { database }) => {
      const filter = { statuses: status };
      await database.platformRecipients.beginExport(actor, clientId, campaignId, filter);
      return exportRecipients((after) =>
        database.platformRecipients.list(actor, clientId, campaignId, { ...filter, after, limit: 1_000 }),
      );
    },
  }),
  operation({
    id: "listFailures",
    method: "get",
    path: `${campaignPath}/failures`,
    tag,
    summary: "O que falhou, por código, e o que pode ser enviado de novo",
    roles: everyRole,
    params,
    answer: z.object({ items: z.array(failureAnswer) }),
    perform: async ({ actor, params: { clientId, campaignId } }, { database }) => ({
      items: judgeFailures(await database.platformRecipients.groupFailures(actor, clientId, campaignId))
        .failures,
    }),
  }),
  operation({
    id: "retryFailures",
    method: "post",
    path: `${campaignPath}/retry`,
    tag,
    summary: "Envia de novo o que falhou sem ter chegado, onde o motivo pode ter passado",
    roles: campaignWriters,
    params,
    body: z.strictObject({ codes: z.array(z.string().min(1).max(100)).min(1).max(100).optional() }),
    answer: z.object({
      retried: z.int(),
      /** Of those codes, still failed: not known to be undelivered, opted out, or too many for one request. */
      left: z.int(),
    }),
    perform: async ({ actor, params: { clientId, campaignId }, body: { codes } }, ports) => {
      const { platformRecipients } = ports.database;
      const { retries } = judgeFailures(await platformRecipients.groupFailures(actor, clientId, campaignId));
      const wanted = retries.filter(({ code }) => codes === undefined || codes.includes(code));
      // Also with nothing to do SQL says who may ask. Some thousands a call: none takes longer than a call may.
      let done = await platformRecipients.retryFailed(actor, clientId, campaignId, wanted);
      if (wanted.length === 0)
        throw new AppError("campaign.nothing-to-retry", "nothing to retry", { retry: "never" });
      let retried = done.retried;
      for (let round = 1; done.retried > 0 && done.left > 0 && round < mostRounds; round++) {
        done = await platformRecipients.retryFailed(actor, clientId, campaignId, wanted);
        retried += done.retried;
      }
      await wakePlanner(ports);
      return { retried, left: done.left };
    },
  }),
  operation({
    id: "explainSend",
    method: "get",
    path: "/v1/clients/{clientId}/sends/{sendId}/explain",
    tag,
    summary: "Por que um envio está onde está, e até quando espera",
    roles: everyRole,
    params: sendParams,
    answer: explainAnswer,
    perform: async ({ actor, params: { clientId, sendId } }, { database }) =>
      explain(await database.platformRecipients.explain(actor, clientId, sendId)),
  }),
  operation({
    id: "decideSend",
    method: "post",
    path: "/v1/clients/{clientId}/sends/{sendId}/decide",
    tag,
    summary: "Decide um envio sem confirmação: saiu, ou não saiu; não o envia de novo",
    roles: campaignWriters,
    params: sendParams,
    body: z.strictObject({ decision: z.enum(["sent", "failed"]) }),
    answer: explainAnswer,
    perform: async ({ actor, params: { clientId, sendId }, body: { decision } }, { database }) =>
      explain(await database.platformRecipients.decide(actor, clientId, sendId, decision)),
  }),
];

type Explained = Parameters<typeof describeReason>[0] & { status: string };

function explain(given: Explained): z.infer<typeof explainAnswer> {
  const { reason = null, code = null, until = null } = given;
  const status = explainAnswer.shape.status.parse(given.status);
  return { ...{ status, reason, code, until }, ...(describeReason(given) ?? nothing) };
}
