import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { createOidcVerifier } from "../src/oidc.ts";

const audience = "https://worker.test";
const email = "pubsub-push@p.iam.gserviceaccount.com";
const { publicKey, privateKey } = await generateKeyPair("RS256");
const other = await generateKeyPair("RS256");
let jwks: string;

beforeAll(async () => {
  jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }],
  });
});

type Change = {
  claims?: object;
  issuer?: string;
  audience?: string;
  expiresIn?: number;
  key?: typeof privateKey;
  kid?: string;
};

async function tokenWith({
  claims = {},
  issuer = "https://accounts.google.com",
  audience: aud = audience,
  expiresIn = 3_600,
  key = privateKey,
  kid = "one",
}: Change = {}) {
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ email, email_verified: true, ...claims })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(issuer)
    .setAudience(aud)
    .setIssuedAt(now - 10)
    .setExpirationTime(now + expiresIn)
    .sign(key);
  return `Bearer ${token}`;
}

const verifierWith = (fetch: typeof globalThis.fetch) =>
  createOidcVerifier({ jwksUrl: "https://keys.test/certs", audience, email, fetch });
const verify = (header: string | undefined) => verifierWith(async () => new Response(jwks))(header);

test.each(["https://accounts.google.com", "accounts.google.com"])(
  "a token of issuer %s is accepted",
  async (issuer) => {
    await verify(await tokenWith({ issuer }));
  },
);

test("a few seconds past its end are forgiven, a minute is not", async () => {
  await verify(await tokenWith({ expiresIn: -5 }));
  await expect(verify(await tokenWith({ expiresIn: -60 }))).rejects.toMatchObject({
    code: "queue.unauthenticated",
  });
});

test.each<[string, Change]>([
  ["another audience", { audience: "https://other.test" }],
  ["another issuer", { issuer: "https://evil.test" }],
  ["another account", { claims: { email: "someone@p.iam.gserviceaccount.com" } }],
  ["an account nobody verified", { claims: { email_verified: false } }],
  ["no account", { claims: { email: undefined } }],
  ["another key under the same name", { key: other.privateKey }],
  ["a key that is not published", { kid: "two" }],
])("a token with %s is refused", async (_what, change) => {
  await expect(verify(await tokenWith(change))).rejects.toMatchObject({
    code: "queue.unauthenticated",
    retry: "never",
  });
});

test.each<[string, string | undefined]>([
  ["no header", undefined],
  ["an empty one", ""],
  ["another scheme", "Basic dXNlcjpwYXNz"],
  ["no token", "Bearer "],
  [
    "an unsigned token",
    `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}.x`,
  ],
])("%s is refused", async (_what, header) => {
  await expect(verify(header)).rejects.toMatchObject({ code: "queue.unauthenticated", retry: "never" });
});

test("keys are asked for once, not for every push", async () => {
  let asked = 0;
  const verifier = verifierWith(async () => {
    asked += 1;
    return new Response(jwks);
  });
  for (let n = 0; n < 5; n++) await verifier(await tokenWith());
  expect(asked).toBe(1);
});

test.each<[string, () => Promise<Response>]>([
  ["are away", () => Promise.reject(new TypeError("fetch failed"))],
  ["answer 500", async () => new Response("oops", { status: 500 })],
])("when the keys %s it is not the caller's fault: the push shall come again", async (_what, fetch) => {
  await expect(verifierWith(fetch)(await tokenWith())).rejects.toMatchObject({
    code: "queue.keys_unavailable",
    retry: "safe",
  });
});

test("a token that came before is checked again after five minutes, at its end, and never stands for another one", async () => {
  let now = Date.now();
  let asked = 0;
  let keys = jwks;
  const fetch = async () => {
    asked++;
    return new Response(keys);
  };
  const check = createOidcVerifier({
    jwksUrl: "https://keys.test/certs",
    audience,
    email,
    fetch,
    now: () => now,
  });
  const header = await tokenWith({ expiresIn: 600 });
  await check(header);
  await check(header);
  await expect(check(`${header.slice(0, -4)}AAAA`)).rejects.toMatchObject({ code: "queue.unauthenticated" });
  expect(asked).toBe(1);

  // The key is taken back: what it signed stops counting.
  keys = JSON.stringify({ keys: [] });
  const later = createOidcVerifier({
    jwksUrl: "https://keys.test/certs",
    audience,
    email,
    fetch,
    now: () => now,
  });
  await expect(later(header)).rejects.toMatchObject({ code: "queue.unauthenticated" });

  now += 299_000;
  await check(header);
  now += 340_000; // past its end, with what is forgiven
  await expect(check(header)).rejects.toMatchObject({ code: "queue.unauthenticated" });
});
