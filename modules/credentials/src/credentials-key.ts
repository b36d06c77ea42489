import { AppError } from "@nova/error-handler";

export type CredentialsKey = { keys: Record<string, string>; currentKeyId: string };

const keyBytes = 32;

/**
 * Reads `CREDENTIALS_KEY`: `k2:<base64>,k1:<base64>`, each 32 bytes. The first seals; the others still open, until what
 * they sealed is sealed anew. An error says which entry is wrong, never what it holds.
 */
export function parseCredentialsKey(text: string): CredentialsKey {
  const keys: Record<string, string> = {};
  const entries = text.split(",").map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    const [, id, key] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_=-]+)$/.exec(entry) ?? [];
    if (id === undefined || key === undefined) throw badKey(index, "is not id:base64");
    if (id === "__proto__" || Object.hasOwn(keys, id)) throw badKey(index, "repeats an id");
    if (!decodeKey(key)) throw badKey(index, `is not ${keyBytes} bytes of base64`);
    keys[id] = key;
  }
  return { keys, currentKeyId: Object.keys(keys).find((id) => entries[0]?.startsWith(`${id}:`)) ?? "" };
}

/** The bytes of a key in base64, or undefined when they are not exactly 32. */
export function decodeKey(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  const canonical =
    bytes.toString("base64url") === base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return bytes.length === keyBytes && canonical ? bytes : undefined;
}

function badKey(index: number, why: string): AppError {
  return new AppError("credentials.bad_key", `Entry ${index + 1} of CREDENTIALS_KEY ${why}`, {
    retry: "never",
  });
}
