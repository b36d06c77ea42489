import { actorSchema } from "@nova/supabase-client";
import { operation } from "../operation.ts";

/** Who is asking. */
export const meOperations = [
  operation({
    id: "readMe",
    method: "get",
    path: "/v1/me",
    tag: "Eu",
    summary: "Quem sou: meus clientes e meu papel em cada um",
    roles: "signed-in",
    answer: actorSchema,
    perform: ({ actor }, { database }) => database.platform.readActor(actor),
  }),
];
