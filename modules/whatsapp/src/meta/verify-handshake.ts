import * as z from "zod";
import { sameSecret } from "../same-secret.ts";

const query = z.object({
  "hub.mode": z.literal("subscribe"),
  "hub.verify_token": z.string(),
  "hub.challenge": z.string().regex(/^[\w.-]{1,256}$/), // sent back as it came, so nothing a browser could run
});

/** The challenge to answer Meta's subscription request with (200, plain text), or null: answer 403. */
export function verifyMetaHandshake(queryParameters: unknown, verifyToken: string): string | null {
  const parsed = query.safeParse(queryParameters);
  if (!parsed.success || verifyToken === "") return null;
  return sameSecret(parsed.data["hub.verify_token"], verifyToken) ? parsed.data["hub.challenge"] : null;
}
