import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as jose from "jose";
import * as z from "zod";

/** Signs push tokens as Google does, with a key of our own. */
export type SigningKey = {
  token(claims: { email: string; audience: string }): Promise<string>;
  /** The public half, as `/oauth2/v3/certs` shows it. */
  jwks(): Promise<jose.JSONWebKeySet>;
};

const hourSeconds = 3_600;
const stored = z.looseObject({
  kty: z.literal("RSA"),
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});
type PrivateJwk = z.infer<typeof stored>;

/** A key kept in `keyDir`, so that services go on trusting it after a restart; without a folder it lives as long as the broker. */
export function createSigningKey(keyDir: string | undefined, now = Date.now): SigningKey {
  let loading: ReturnType<typeof open> | undefined;
  const tokens = new Map<string, { text: string; renewAt: number }>();

  // Making an RSA key takes longer than all of the broker's start, and most runs never need it at once.
  async function open() {
    const jwk = keyDir ? await readOrMake(keyDir) : await makeKey();
    return { jwk, key: await jose.importJWK(jwk, "RS256") };
  }

  async function token({ email, audience }: { email: string; audience: string }): Promise<string> {
    const cacheKey = JSON.stringify([email, audience]);
    const cached = tokens.get(cacheKey);
    if (cached && cached.renewAt > now()) return cached.text;
    loading ??= open();
    const { jwk, key } = await loading;
    const issuedAt = Math.floor(now() / 1000);
    const text = await new jose.SignJWT({ email, email_verified: true, azp: "100000000000000000000" })
      .setProtectedHeader({ alg: "RS256", kid: jwk.kid, typ: "JWT" })
      .setIssuer("https://accounts.google.com")
      .setSubject("100000000000000000000")
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + hourSeconds)
      .sign(key);
    tokens.set(cacheKey, { text, renewAt: now() + (hourSeconds - 300) * 1000 });
    return text;
  }

  async function jwks(): Promise<jose.JSONWebKeySet> {
    loading ??= open();
    const { kty, kid, n, e } = (await loading).jwk;
    return { keys: [{ kty, kid, n, e, alg: "RS256", use: "sig" }] };
  }

  return { token, jwks };
}

async function makeKey(): Promise<PrivateJwk> {
  const { privateKey } = await jose.generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  return stored.parse({ ...(await jose.exportJWK(privateKey)), kid: randomUUID() });
}

async function readOrMake(keyDir: string): Promise<PrivateJwk> {
  const file = join(keyDir, "push-oidc.json");
  try {
    return stored.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!absent)
      throw new Error(`${file} is not a key of this broker; remove it to have a new one made`, {
        cause: error,
      });
  }
  const jwk = await makeKey();
  await mkdir(keyDir, { recursive: true });
  // Written beside and renamed: a kill in between must not leave half a key.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(jwk), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
  return jwk;
}
