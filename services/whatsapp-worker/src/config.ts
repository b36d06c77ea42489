import { credentialsKey } from "@nova/credentials";
import { commonShape, publishShape, pushShape, webAddress } from "@nova/runtime";
import * as z from "zod";

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = {
  ...commonShape,
  ...publishShape,
  ...pushShape,
  // Without these nothing could be published for later, and a deploy would only show it when a send has to wait.
  CLOUD_TASKS_QUEUE: z.string().min(1),
  CLOUD_TASKS_LOCATION: z.string().min(1),
  TASKS_SERVICE_ACCOUNT: z.email(),
  DASHBOARD_URL: webAddress.optional(),
  META_API_URL: webAddress.default("https://graph.facebook.com/v25.0"),
  CREDENTIALS_KEY: credentialsKey,
};
