import { AppError } from "@nova/error-handler";
import { type CampaignMessage, campaignMessageSchema, exclusionReasons } from "@nova/supabase-client";
import * as z from "zod";
import { messageCheckAnswer } from "../check-audience.ts";
import { checkCampaign, checkWritten, readMessage } from "../check-campaign.ts";
import type { Words } from "../describe-reason.ts";
import { describeSimulation, simulationAnswer } from "../describe-simulation.ts";
import { everyRole, operation } from "../operation.ts";
import { simulateOutlook } from "../simulate-outlook.ts";
import { campaignParams, campaignPath, campaignTag } from "./campaigns.ts";
import { clientParams } from "./fields.ts";

const tag = campaignTag;
const reasons: Record<(typeof exclusionReasons)[number], Words> = {
  erased: { pt: "Contato apagado.", en: "The contact was erased." },
  "no-phone": { pt: "Sem telefone.", en: "No phone." },
  "opted-out": { pt: "Pediu para não receber.", en: "Asked to be left alone." },
  "missing-variable": { pt: "Falta um dado que o texto usa.", en: "Lacks a value that the text uses." },
  "frequency-cap": {
    pt: "Já recebeu o máximo de campanhas deste número; espera até poder receber.",
    en: "Got as many campaigns from this number as it may send; waits until it may get another.",
  },
};
const dryRunAnswer = messageCheckAnswer.extend({
  total: z.int(),
  included: z.int(),
  excluded: z.array(
    z.object({
      reason: z.enum(exclusionReasons),
      count: z.int(),
      pt: z.string(),
      en: z.string(),
      sample: z.array(z.uuid()),
    }),
  ),
});
const noAudience = { total: 0, included: 0, excluded: [] };

const about = { listId: z.uuid().optional(), senderId: z.uuid().optional() };
const [textMessage, templateMessage] = campaignMessageSchema.options;
const checkInput = z.union([
  z.strictObject({ ...about, ...textMessage.omit({ kind: true }).shape }),
  z.strictObject({ ...about, ...templateMessage.omit({ kind: true }).shape }),
]);

function messageOf({ listId, senderId, ...given }: z.infer<typeof checkInput>) {
  const message: CampaignMessage = "text" in given ? { kind: "text", ...given } : { kind: "meta", ...given };
  return { message, listId, senderId };
}

/** What would happen, before anything does. */
export const campaignCheckOperations = [
  operation({
    id: "dryRunCampaign",
    method: "get",
    path: `${campaignPath}/dry-run`,
    tag,
    summary: "Quem recebe, quem fica de fora e por quê, e o que há de errado na mensagem",
    roles: everyRole,
    params: campaignParams,
    answer: dryRunAnswer,
    perform: async ({ actor, params: { clientId, campaignId } }, ports) => {
      const about = { actor, clientId };
      const campaign = await ports.database.platformCampaigns.read(actor, clientId, campaignId);
      const { audience, checked } = await checkCampaign(ports, about, campaign);
      const { total, included, excluded } = audience ?? noAudience;
      return {
        ...checked,
        ...{ total, included },
        excluded: excluded.map((one) => ({ ...one, ...reasons[one.reason] })),
      };
    },
  }),
  operation({
    id: "simulateCampaign",
    method: "post",
    path: `${campaignPath}/simulate`,
    tag,
    summary: "Quando terminaria, hora a hora, quanto custa, o que segura e o risco de bloqueio",
    roles: everyRole,
    params: campaignParams,
    body: z.strictObject({ startsAt: z.iso.datetime({ offset: true }).optional() }),
    answer: simulationAnswer,
    perform: async ({ actor, params: { clientId, campaignId }, body }, ports) => {
      const { platformAudience, platformCampaigns } = ports.database;
      const outlook = await platformAudience.readOutlook(actor, clientId, campaignId);
      const campaign = await platformCampaigns.read(actor, clientId, campaignId);
      const isAhead = campaign.status === "draft" || campaign.status === "scheduled";
      const planned = body.startsAt ? Date.parse(body.startsAt) : (outlook.startsAt ?? outlook.now);
      const startAt = isAhead ? Math.max(outlook.now, planned) : outlook.now;
      const read = isAhead ? await readMessage(ports, { actor, clientId }, campaign) : null;
      const variety = read?.audience
        ? checkWritten({ message: read.message }, read.template, read.audience).variety
        : null;
      const run = simulateOutlook(outlook, {
        startAt,
        ...(read?.audience && { byDdd: read.audience.byDdd }),
        ...(variety && { signals: { identicalShare: variety.nearIdenticalShare } }),
      });
      if (!run)
        throw new AppError("campaign.sender-not-ready", "the sender has no profile", { retry: "never" });
      return describeSimulation(run);
    },
  }),
  operation({
    id: "checkMessage",
    method: "post",
    path: "/v1/clients/{clientId}/messages/check",
    tag: "Modelos",
    summary: "O que há de errado em um texto ou modelo, e como ele fica para as pessoas de uma lista",
    roles: everyRole,
    params: clientParams,
    body: checkInput,
    answer: messageCheckAnswer,
    perform: async ({ actor, params: { clientId }, body }, ports) => {
      // Also without a list and a template it is asked of a member only.
      await ports.database.platformSenders.list(actor, clientId);
      const { message, template, audience } = await readMessage(ports, { actor, clientId }, messageOf(body));
      return checkWritten({ message }, template, audience);
    },
  }),
];
