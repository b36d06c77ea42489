import { pausePageSchema, pauseSchema } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation, type Role } from "../operation.ts";
import { wakePlanner } from "../wake-planner.ts";
import { clientParams, eventPageQuery, reasonField } from "./fields.ts";
import { senderParams } from "./senders.ts";

const tag = "Pausas";
const body = z.strictObject({ reason: reasonField });
const words = {
  pause: { suffix: "Pausa", effect: "quando responde, nada mais sai" },
  resume: { suffix: "Retoma", effect: "o disjuntor julga só o que vier depois" },
} as const;
const actions = ["pause", "resume"] as const;

/** Pause switches: of one sender, of a tenant, of everything; each with its reason, kept as history. */
export const pauseOperations = [
  operation({
    id: "listPauses",
    method: "get",
    path: "/v1/clients/{clientId}/pauses",
    tag,
    summary: "O que está pausado agora, e a história, da mais nova à mais antiga",
    roles: [...everyRole, "platform_admin"],
    params: clientParams,
    query: eventPageQuery,
    answer: pausePageSchema,
    perform: ({ actor, params, query }, { database }) =>
      database.platformPauses.list(actor, params.clientId, query),
  }),
  operation({
    id: "listGlobalPauses",
    method: "get",
    path: "/v1/pauses",
    tag,
    summary: "As pausas de toda a plataforma",
    roles: ["platform_admin"],
    query: eventPageQuery,
    answer: pausePageSchema,
    perform: ({ actor, query }, { database }) => database.platformPauses.list(actor, null, query),
  }),
  ...actions.map((action) =>
    operation({
      id: `${action}Sender`,
      method: "post",
      path: `/v1/clients/{clientId}/senders/{senderId}/${action}`,
      tag,
      summary: `${words[action].suffix} um remetente; ${words[action].effect}`,
      roles: ["owner", "operator"],
      params: senderParams,
      body,
      answer: pauseSchema,
      perform: async ({ actor, params, body: { reason } }, ports) => {
        const event = await ports.database.platformPauses.switch(actor, params, action, reason);
        if (action === "resume") await wakePlanner(ports);
        return event;
      },
    }),
  ),
  ...actions.map((action) =>
    operation({
      id: `${action}Client`,
      method: "post",
      path: `/v1/clients/{clientId}/${action}`,
      tag,
      summary: `${words[action].suffix} todos os envios de um cliente; ${words[action].effect}`,
      roles: ["owner", "operator", "platform_admin"] satisfies Role[],
      params: clientParams,
      body,
      answer: pauseSchema,
      perform: async ({ actor, params, body: { reason } }, ports) => {
        const event = await ports.database.platformPauses.switch(actor, params, action, reason);
        if (action === "resume") await wakePlanner(ports);
        return event;
      },
    }),
  ),
  ...actions.map((action) =>
    operation({
      id: `${action}Everything`,
      method: "post",
      path: `/v1/${action}`,
      tag,
      summary: `${words[action].suffix} todos os envios da plataforma; ${words[action].effect}`,
      roles: ["platform_admin"],
      body,
      answer: pauseSchema,
      perform: async ({ actor, body: { reason } }, ports) => {
        const event = await ports.database.platformPauses.switch(actor, {}, action, reason);
        if (action === "resume") await wakePlanner(ports);
        return event;
      },
    }),
  ),
];
