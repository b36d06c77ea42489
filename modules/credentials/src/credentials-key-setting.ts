import * as z from "zod";
import { parseCredentialsKey } from "./credentials-key.ts";

/** The setting CREDENTIALS_KEY, read where the other settings are, so that a wrong one is on the same list. */
export const credentialsKey = z
  .string()
  .transform((text, context) => {
    try {
      return parseCredentialsKey(text);
    } catch {
      context.addIssue({ code: "custom", message: "not a credentials key" });
      return z.NEVER;
    }
  })
  .describe("id:base64 (32 bytes)");
