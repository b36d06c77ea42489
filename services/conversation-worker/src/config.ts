import { commonShape, publishShape, pushShape, webAddress } from "@nova/runtime";
import * as z from "zod";

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = {
  ...commonShape,
  ...publishShape,
  ...pushShape,
  // Without these no conversation could be woken for later, and a deploy would only show it at the first burst.
  CLOUD_TASKS_QUEUE: z.string().min(1),
  CLOUD_TASKS_LOCATION: z.string().min(1),
  TASKS_SERVICE_ACCOUNT: z.email(),
  DASHBOARD_URL: webAddress.optional(),
  OPENAI_API_KEY: z.string().min(1),
  OPENAI_BASE_URL: webAddress.default("https://api.openai.com/v1"),
  LLM_MODEL: z.string().min(1).default("gpt-4.1-mini"),
  LLM_MODEL_COMPLEX: z.string().min(1).default("gpt-4.1"),
  LLM_MODEL_FALLBACK: z.string().min(1).optional(),
};
