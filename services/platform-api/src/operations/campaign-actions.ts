import { readPhone } from "@nova/contact-import";
import { AppError } from "@nova/error-handler";
import { whatsappSend } from "@nova/queue";
import { campaignSchema, variantKeySchema } from "@nova/supabase-client";
import * as z from "zod";
import { assertMayStart } from "../assert-may-start.ts";
import { operation } from "../operation.ts";
import { wakePlanner } from "../wake-planner.ts";
import { campaignParams, campaignPath, campaignTag, campaignWriters } from "./campaigns.ts";
import { reasonField } from "./fields.ts";

const tag = campaignTag;
const roles = campaignWriters;
const params = campaignParams;
const body = z.strictObject({ reason: reasonField });
const answer = campaignSchema;

/** What people do with a campaign: test, start, schedule, pause, resume, cancel. */
export const campaignActionOperations = [
  operation({
    id: "startCampaign",
    method: "post",
    path: `${campaignPath}/start`,
    tag,
    summary: "Começa agora: congela público, texto e dados",
    ...{ roles, params, answer },
    perform: async ({ actor, params: { clientId, campaignId } }, ports) => {
      await assertMayStart(ports, { actor, clientId }, campaignId);
      const campaign = await ports.database.platformCampaigns.begin(actor, clientId, campaignId);
      await wakePlanner(ports);
      return campaign;
    },
  }),
  operation({
    id: "scheduleCampaign",
    method: "post",
    path: `${campaignPath}/schedule`,
    tag,
    summary: "Marca a hora de começar, ou a muda; começa no minuto seguinte a ela",
    ...{ roles, params, answer },
    body: z.strictObject({ startsAt: z.iso.datetime({ offset: true }) }),
    perform: async ({ actor, params: { clientId, campaignId }, body: { startsAt } }, ports) => {
      await assertMayStart(ports, { actor, clientId }, campaignId);
      return ports.database.platformCampaigns.schedule(actor, clientId, campaignId, startsAt);
    },
  }),
  operation({
    id: "unscheduleCampaign",
    method: "post",
    path: `${campaignPath}/unschedule`,
    tag,
    summary: "Desmarca: a campanha volta a ser rascunho",
    ...{ roles, params, answer },
    perform: ({ actor, params: { clientId, campaignId } }, { database }) =>
      database.platformCampaigns.unschedule(actor, clientId, campaignId),
  }),
  ...(["pause", "resume"] as const).map((action) =>
    operation({
      id: `${action}Campaign`,
      method: "post",
      path: `${campaignPath}/${action}`,
      tag,
      summary: {
        pause: "Pausa uma campanha; quando responde, nada mais dela sai",
        resume: "Retoma uma campanha que alguém, o disjuntor ou o modelo tinha parado",
      }[action],
      ...{ roles, params, body, answer },
      perform: async ({ actor, params: { clientId, campaignId }, body: { reason } }, ports) => {
        const { platformCampaigns } = ports.database;
        const campaign = await platformCampaigns.switchPause(actor, clientId, campaignId, action, reason);
        if (action === "resume") await wakePlanner(ports);
        return campaign;
      },
    }),
  ),
  operation({
    id: "cancelCampaign",
    method: "post",
    path: `${campaignPath}/cancel`,
    tag,
    summary: "Cancela uma campanha; quando responde, nada mais dela sai",
    ...{ roles, params, body, answer },
    perform: ({ actor, params: { clientId, campaignId }, body: { reason } }, { database }) =>
      database.platformCampaigns.stop(actor, clientId, campaignId, reason),
  }),
  operation({
    id: "decideVariant",
    method: "post",
    path: `${campaignPath}/decide-variant`,
    tag,
    summary: "Encerra o teste A/B antes da hora: quem esperava recebe esta variante",
    ...{ roles, params, answer },
    body: z.strictObject({ variant: variantKeySchema }),
    perform: async ({ actor, params: { clientId, campaignId }, body: { variant } }, ports) => {
      const { platformCampaigns } = ports.database;
      const campaign = await platformCampaigns.decideVariant(actor, clientId, campaignId, variant);
      await wakePlanner(ports);
      return campaign;
    },
  }),
  operation({
    id: "testCampaign",
    method: "post",
    path: `${campaignPath}/test`,
    tag,
    summary:
      "Manda a mensagem a um só telefone, com os dados da primeira pessoa da lista ou os que forem dados",
    creates: true,
    status: 202,
    ...{ roles, params },
    body: z.strictObject({
      phone: z.string().min(8).max(40),
      variables: z.record(z.string().min(1).max(100), z.string().max(1_000)).optional(),
    }),
    answer: z.object({ sendId: z.uuid() }),
    perform: async ({ actor, params: { clientId, campaignId }, body: given, newId }, ports) => {
      const read = readPhone(given.phone);
      if ("fault" in read)
        throw new AppError("campaign.bad-phone", "not a phone", {
          retry: "never",
          context: { hint: read.fault },
        });
      const { variables } = given;
      const asked = { id: newId(), phone: read.phone, variables };
      const sendId = await ports.database.platformAudience.sendTest(actor, clientId, campaignId, asked);
      await ports.publisher.publish(whatsappSend, { sendId });
      return { sendId };
    },
  }),
];
