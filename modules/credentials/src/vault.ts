import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { AppError } from "@nova/error-handler";
import { type CredentialsKey, decodeKey } from "./credentials-key.ts";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** The row that a secret belongs to. A sealed text opens for this row of this tenant and for no other. */
export type Owner = { clientId: string; rowId: string };

export type Vault = {
  /** `<key id>.<iv>.<ciphertext>.<tag>`, base64url; never the same twice. */
  seal(secret: Record<string, unknown>, owner: Owner): string;
  /** What was sealed, for the caller to parse. Throws `credentials.*`, retry never, without any of the content. */
  open(sealed: string, owner: Owner): unknown;
  /** Whether an older key sealed it, so that a rotation can seal it anew. */
  isStale(sealed: string): boolean;
};

/** Seals provider credentials with AES-256-GCM; the tenant and the row are authenticated with the text. */
export function createVault({ keys, currentKeyId }: CredentialsKey): Vault {
  const ring = new Map<string, KeyObject>();
  for (const [id, base64] of Object.entries(keys)) {
    const bytes = decodeKey(base64);
    if (!bytes || !/^[A-Za-z0-9_-]{1,32}$/.test(id))
      throw failure("bad_key", "A credentials key is not 32 bytes of base64");
    ring.set(id, createSecretKey(bytes));
  }
  const currentKey = ring.get(currentKeyId);
  if (!currentKey) throw failure("bad_key", "The current credentials key is missing");

  return {
    seal(secret, owner) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, currentKey, iv, { authTagLength: tagBytes });
      cipher.setAAD(ownerBytes(currentKeyId, owner));
      const ciphertext = Buffer.concat([cipher.update(JSON.stringify(secret), "utf8"), cipher.final()]);
      return [
        currentKeyId,
        ...[iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url")),
      ].join(".");
    },

    open(sealed, owner) {
      const { keyId, iv, ciphertext, tag } = split(sealed);
      const key = ring.get(keyId);
      if (!key) throw failure("unknown_key", "Sealed with a key that this service does not have");
      const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
      decipher.setAAD(ownerBytes(keyId, owner));
      decipher.setAuthTag(tag);
      let text: string;
      try {
        text = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
      } catch {
        throw failure("refused", "The sealed text was changed, or belongs to another row, tenant or key");
      }
      return JSON.parse(text);
    },

    isStale(sealed) {
      return split(sealed).keyId !== currentKeyId;
    },
  };
}

/** As a JSON list, because joined ids could be cut elsewhere and still read the same. */
function ownerBytes(keyId: string, { clientId, rowId }: Owner): Buffer {
  if (clientId === "" || rowId === "") throw failure("no_owner", "Credentials belong to a tenant's row");
  return Buffer.from(JSON.stringify(["nova-credentials", keyId, clientId, rowId]));
}

function split(sealed: string): { keyId: string; iv: Buffer; ciphertext: Buffer; tag: Buffer } {
  const [keyId = "", ...rest] = sealed.split(".");
  const parts = rest.map((part) => ({ part, bytes: Buffer.from(part, "base64url") }));
  const [iv, ciphertext, tag] = parts.map(({ bytes }) => bytes);
  // A lenient decoder would let one sealed text be written in many ways.
  const canonical = parts.every(({ part, bytes }) => bytes.toString("base64url") === part);
  const complete =
    parts.length === 3 && iv?.length === ivBytes && tag?.length === tagBytes && ciphertext?.length;
  if (!canonical || !complete) throw failure("unreadable", "Not a sealed text");
  return { keyId, iv, ciphertext, tag };
}

function failure(what: string, message: string): AppError {
  return new AppError(`credentials.${what}`, message, { retry: "never" });
}
