import {
  campaignCapSchema,
  campaignMessageSchema,
  campaignSchema,
  campaignStatuses,
  campaignWindowSchema,
  progressSchema,
  variantCountSchema,
  variantTestSchema,
} from "@nova/supabase-client";
import * as z from "zod";
import { assertStaysStartable } from "../assert-may-start.ts";
import { describeReason } from "../describe-reason.ts";
import { createFinishEstimates } from "../estimate-finish.ts";
import { everyRole, operation, type Role } from "../operation.ts";
import { finishOf } from "../simulate-outlook.ts";
import { writeMessage, writeVariants } from "../write-message.ts";
import { clientParams, nameField, pageQuery } from "./fields.ts";

export const campaignTag = "Campanhas";
const tag = campaignTag;
export const campaignsPath = "/v1/clients/{clientId}/campaigns";
export const campaignParams = clientParams.extend({ campaignId: z.uuid() });
export const campaignPath = `${campaignsPath}/{campaignId}` as const;
export const campaignWriters: readonly Role[] = ["owner", "operator"];

/** Why it waits and until when; null until a person acts, or when nothing waits. */
const waitingAnswer = z.object({
  reason: z.union([z.string(), z.looseObject({ code: z.string() })]).nullable(),
  until: z.iso.datetime({ offset: true }).nullable(),
  pt: z.string(),
  en: z.string(),
});
const campaignDetail = campaignSchema.extend({
  waiting: waitingAnswer.nullable(),
  /** Sends a minute, over the last five. */
  rate: z.object({ perMinute: z.number() }),
  /** By the simulator, on who is left; null while it is paused. */
  finishesAt: z.iso.datetime().nullable(),
});
const metricsAnswer = z.object({
  campaignId: z.uuid(),
  name: z.string(),
  status: z.enum(campaignStatuses),
  startedAt: z.iso.datetime({ offset: true }).nullable(),
  finishedAt: z.iso.datetime({ offset: true }).nullable(),
  progress: progressSchema.nullable(),
  /** Of those that it went out to. */
  deliveredShare: z.number().nullable(),
  readShare: z.number().nullable(),
  failedShare: z.number().nullable(),
  repliedShare: z.number().nullable(),
  optOuts: z.int(),
  /** Of a campaign with a test; once it is decided the rest is part of its winner's. Shares are of those delivered. */
  byVariant: z.array(
    variantCountSchema.extend({ repliedShare: z.number().nullable(), readShare: z.number().nullable() }),
  ),
});
const draft = z.strictObject({
  name: nameField,
  senderId: z.uuid(),
  listId: z.uuid(),
  message: campaignMessageSchema,
  window: campaignWindowSchema.nullable().optional(),
  frequencyCap: campaignCapSchema.nullable().optional(),
  variants: variantTestSchema.nullable().optional(),
});
const estimateFinish = createFinishEstimates({ reuseMs: 20_000 });

/** Campaigns: one message to one list from one sender. */
export const campaignOperations = [
  operation({
    id: "listCampaigns",
    method: "get",
    path: campaignsPath,
    tag,
    summary: "As campanhas de um cliente, da mais nova à mais antiga",
    roles: everyRole,
    params: clientParams,
    query: pageQuery.extend({ after: z.uuid().optional(), status: z.enum(campaignStatuses).optional() }),
    answer: z.object({ items: z.array(campaignSchema), next: z.string().nullable() }),
    perform: ({ actor, params, query }, { database }) =>
      database.platformCampaigns.list(actor, params.clientId, query),
  }),
  operation({
    id: "createCampaign",
    method: "post",
    path: campaignsPath,
    tag,
    summary: "Cria um rascunho de campanha",
    roles: campaignWriters,
    creates: true,
    status: 201,
    params: clientParams,
    body: draft,
    answer: campaignSchema,
    perform: ({ actor, params, body: { message, variants, ...rest }, newId }, { database }) =>
      database.platformCampaigns.create(actor, params.clientId, {
        id: newId(),
        ...rest,
        ...writeMessage(message),
        variants: variants && writeVariants(variants),
      }),
  }),
  operation({
    id: "readCampaign",
    method: "get",
    path: campaignPath,
    tag,
    summary: "Uma campanha: onde está, o que a segura, seu ritmo e quando termina",
    roles: everyRole,
    params: campaignParams,
    answer: campaignDetail,
    perform: async ({ actor, params: { clientId, campaignId } }, { database, now }) => {
      const {
        waiting,
        perMinute,
        windowMeets: _,
        ...campaign
      } = await database.platformCampaigns.read(actor, clientId, campaignId);
      const words = waiting && describeReason(waiting);
      const isGoing = campaign.status === "running" && campaign.paused === null;
      const finishesAt = isGoing
        ? await estimateFinish(`${campaignId}:${campaign.startedAt}`, now().getTime(), async () =>
            finishOf(await database.platformAudience.readOutlook(actor, clientId, campaignId)),
          )
        : null;
      return {
        ...campaign,
        waiting: waiting &&
          words && { reason: waiting.reason ?? null, until: waiting.until ?? null, ...words },
        rate: { perMinute },
        finishesAt: finishesAt === null ? null : new Date(finishesAt).toISOString(),
      };
    },
  }),
  operation({
    id: "changeCampaign",
    method: "patch",
    path: campaignPath,
    tag,
    summary: "Muda uma campanha que ainda não começou",
    roles: campaignWriters,
    params: campaignParams,
    body: draft.partial(),
    answer: campaignSchema,
    perform: async ({ actor, params: { clientId, campaignId }, body }, ports) => {
      const { message, variants, ...rest } = body;
      await assertStaysStartable(ports, { actor, clientId }, campaignId, body);
      return ports.database.platformCampaigns.change(actor, clientId, campaignId, {
        ...rest,
        ...(message && writeMessage(message)),
        ...(variants !== undefined && { variants: variants && writeVariants(variants) }),
      });
    },
  }),
  operation({
    id: "deleteCampaign",
    method: "delete",
    path: campaignPath,
    tag,
    summary: "Apaga um rascunho",
    roles: campaignWriters,
    status: 204,
    params: campaignParams,
    perform: ({ actor, params: { clientId, campaignId } }, { database }) =>
      database.platformCampaigns.remove(actor, clientId, campaignId),
  }),
  operation({
    id: "readCampaignMetrics",
    method: "get",
    path: `${campaignPath}/metrics`,
    tag,
    summary: "Os números de uma campanha, e quantos se descadastraram depois dela",
    roles: everyRole,
    params: campaignParams,
    answer: metricsAnswer,
    perform: async ({ actor, params: { clientId, campaignId } }, { database }) => {
      const metrics = await database.platformCampaigns.readMetrics(actor, clientId, campaignId);
      const { sent = 0, delivered = 0, read = 0, failed = 0, replied = 0 } = metrics.progress ?? {};
      const out = sent + delivered + read + failed;
      const shareOf = (part: number, of = out) =>
        of === 0 ? null : Math.round((part / of) * 10_000) / 10_000;
      return {
        ...metrics,
        deliveredShare: shareOf(delivered + read),
        readShare: shareOf(read),
        failedShare: shareOf(failed),
        repliedShare: shareOf(replied),
        byVariant: metrics.byVariant.map((one) => ({
          ...one,
          repliedShare: shareOf(one.replied, one.delivered),
          readShare: shareOf(one.read, one.delivered),
        })),
      };
    },
  }),
];
