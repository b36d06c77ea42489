import { credentialsKey } from "@nova/credentials";
import { commonShape, publishShape, webAddress } from "@nova/runtime";
import * as z from "zod";

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = {
  ...commonShape,
  ...publishShape,
  // Without these no burst could be waited for, and a deploy would only show it at the first message.
  CLOUD_TASKS_QUEUE: z.string().min(1),
  CLOUD_TASKS_LOCATION: z.string().min(1),
  TASKS_SERVICE_ACCOUNT: z.email(),
  DASHBOARD_URL: webAddress.optional(),
  CREDENTIALS_KEY: credentialsKey,
  META_APP_SECRET: z.string().min(1),
  META_VERIFY_TOKEN: z.string().min(1),
  OPT_OUT_CONFIRMATION: z
    .string()
    .min(1)
    .max(1_000)
    .default("Pronto! Você não receberá mais mensagens nossas. Se mudar de ideia, responda VOLTAR."),
};
