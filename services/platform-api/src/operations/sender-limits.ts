import * as z from "zod";
import { describeLimits, limitsAnswer } from "../describe-limits.ts";
import { everyRole, operation } from "../operation.ts";
import { clientParams } from "./fields.ts";
import { senderParams } from "./senders.ts";

const tag = "Remetentes";

/** What senders used of today's caps, and which rule decides. */
export const senderLimitOperations = [
  operation({
    id: "listSenderLimits",
    method: "get",
    path: "/v1/clients/{clientId}/sender-limits",
    tag,
    summary: "De cada remetente: quanto usou de cada limite e a regra que decide agora",
    roles: everyRole,
    params: clientParams,
    answer: z.object({ items: z.array(limitsAnswer) }),
    perform: async ({ actor, params }, { database }) => ({
      items: (await database.platformSenders.readLimits(actor, params.clientId)).map(describeLimits),
    }),
  }),
  operation({
    id: "readSenderLimits",
    method: "get",
    path: "/v1/clients/{clientId}/senders/{senderId}/limits",
    tag,
    summary: "Quanto um remetente usou de cada limite e a regra que decide agora",
    roles: everyRole,
    params: senderParams,
    answer: z.object({ items: z.array(limitsAnswer) }),
    perform: async ({ actor, params: { clientId, senderId } }, { database }) => ({
      items: (await database.platformSenders.readLimits(actor, clientId, senderId)).map(describeLimits),
    }),
  }),
];
