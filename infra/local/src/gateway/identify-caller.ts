import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import * as z from "zod";
import { jsonReply, Refusal } from "./reply.ts";

export type Keys = { anonKey: string; serviceKey: string; jwtSecret: string };
export type Caller = { role: "anon" | "authenticated" | "service_role"; claims: Record<string, unknown> };

const claimsSchema = z.looseObject({
  role: z.enum(["anon", "authenticated", "service_role"]),
  exp: z.number().optional(),
});

/** Who sends a request: the API key says which client it is, a bearer token which user. */
export async function identifyCaller(headers: IncomingHttpHeaders, url: URL, keys: Keys): Promise<Caller> {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
  const apiKey = String(headers.apikey ?? url.searchParams.get("apikey") ?? "");
  if (!apiKey) {
    throw refuse("No API key found in request", "No `apikey` request header or url param was found.");
  }
  const client = await callerOfKey(apiKey, keys);
  if (!client) throw refuse("Invalid API key", "Double check the API key.");
  if (apiKey === keys.serviceKey && isBrowser(headers)) {
    throw refuse(
      "Forbidden use of secret API key in browser",
      "Secret API keys can only be used in a protected environment.",
    );
  }
  if (!bearer || bearer === apiKey) return client;
  const user = await callerOfToken(bearer, keys.jwtSecret);
  if (!user)
    throw new Refusal(
      jsonReply(401, { code: "PGRST301", details: null, hint: null, message: "JWT invalid or expired" }),
    );
  return user;
}

/** The caller a key or a signed token stands for. Keys are opaque; a token must be signed by us and name a role. */
export async function callerOfKey(key: string, keys: Keys): Promise<Caller | undefined> {
  if (isSame(key, keys.serviceKey)) return { role: "service_role", claims: { role: "service_role" } };
  if (isSame(key, keys.anonKey)) return { role: "anon", claims: { role: "anon" } };
  return callerOfToken(key, keys.jwtSecret);
}

/** A secret key in a browser has leaked to whoever opens the page. */
export function isBrowser(headers: IncomingHttpHeaders): boolean {
  return /Mozilla\//.test(headers["user-agent"] ?? "");
}

async function callerOfToken(token: string, jwtSecret: string): Promise<Caller | undefined> {
  const { jwtVerify } = await import("jose"); // not in the start path: servers send keys, only browsers send tokens
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(jwtSecret), {
      algorithms: ["HS256"],
    });
    const claims = claimsSchema.parse(payload);
    return { role: claims.role, claims };
  } catch {
    return undefined;
  }
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(message: string, hint: string): Refusal {
  return new Refusal(jsonReply(401, { message, hint }));
}
