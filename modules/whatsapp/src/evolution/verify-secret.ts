import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { sameSecret } from "../same-secret.ts";

type Headers = Record<string, string | string[] | undefined>;

const clockSkewSeconds = 60;
const headerSchema = z.object({ alg: z.literal("HS256") });
const claimsSchema = z.object({ app: z.literal("evolution"), action: z.literal("webhook"), exp: z.number() });

/**
 * Whether the webhook comes from a server that knows the secret: as the custom header `x-webhook-secret`, or as the
 * `jwt_key` behind an HS256 token in `Authorization`. An empty secret verifies nothing.
 */
export function verifyEvolutionSecret(headers: Headers, secret: string, now = new Date()): boolean {
  if (secret === "") return false;
  const given = headers["x-webhook-secret"];
  if (typeof given === "string" && sameSecret(given, secret)) return true;
  const { authorization } = headers;
  const token =
    typeof authorization === "string" ? /^Bearer ([\w.-]{1,4096})$/i.exec(authorization)?.[1] : undefined;
  return token !== undefined && isSignedToken(token, secret, now);
}

function isSignedToken(token: string, secret: string, now: Date): boolean {
  const [header = "", claims = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0) return false;
  const expected = createHmac("sha256", secret).update(`${header}.${claims}`).digest();
  if (!sameDigest(Buffer.from(signature, "base64url"), expected)) return false;
  const parsed = claimsSchema.safeParse(decode(claims));
  return (
    headerSchema.safeParse(decode(header)).success &&
    parsed.success &&
    parsed.data.exp + clockSkewSeconds > now.getTime() / 1000
  );
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function sameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
