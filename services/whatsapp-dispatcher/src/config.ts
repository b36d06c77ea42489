import { commonShape, publishShape, pushShape, webAddress } from "@nova/runtime";
import * as z from "zod";

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = {
  ...commonShape,
  ...publishShape,
  ...pushShape,
  // Without these no slot could be published for its time, and a deploy would only show it at the first campaign.
  CLOUD_TASKS_QUEUE: z.string().min(1),
  CLOUD_TASKS_LOCATION: z.string().min(1),
  TASKS_SERVICE_ACCOUNT: z.email(),
  DASHBOARD_URL: webAddress.optional(),
};
