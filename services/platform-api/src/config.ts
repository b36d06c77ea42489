import { credentialsKey } from "@nova/credentials";
import { commonShape, publishShape, webAddress } from "@nova/runtime";
import * as z from "zod";

const origin = z.string().regex(/^https?:\/\/[\w.-]+(:\d{1,5})?$/);

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = {
  ...commonShape,
  PUBSUB_EMULATOR_HOST: publishShape.PUBSUB_EMULATOR_HOST,
  DASHBOARD_URL: webAddress.optional(),
  META_API_URL: webAddress.default("https://graph.facebook.com/v25.0"),
  CREDENTIALS_KEY: credentialsKey,
  /** Only where access tokens are signed with a shared secret; others are checked by the project's public keys. */
  SUPABASE_JWT_SECRET: z.string().min(32).optional(),
  /** Pages that may call this API from a browser. */
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim().replace(/\/$/, "")))
    .pipe(z.array(origin))
    .describe("https://painel.example.com,https://…")
    .optional(),
};
