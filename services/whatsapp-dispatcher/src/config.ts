import { commonShape, publishShape, pushShape } from "@nova/runtime";
import * as z from "zod";

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = {
  ...commonShape,
  ...publishShape,
  ...pushShape,
  DASHBOARD_URL: z.url().optional(),
};
