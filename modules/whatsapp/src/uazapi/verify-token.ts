import * as z from "zod";
import { sameSecret } from "../same-secret.ts";

const withToken = z.object({ token: z.string() });

export type TokenVerdict = "right" | "wrong" | "absent";

/**
 * Whether a body carries the instance's token, the only proof there is beside the secret address. A body that has none,
 * or cannot be read, may be kept for people to look at, but must not be applied.
 */
export function verifyUazapiToken(raw: Buffer, token: string): TokenVerdict {
  const { data } = withToken.safeParse(parseJson(raw));
  if (data === undefined || data.token === "") return "absent";
  return token !== "" && sameSecret(data.token, token) ? "right" : "wrong";
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    return undefined;
  }
}
