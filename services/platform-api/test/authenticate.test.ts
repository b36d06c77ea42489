import { randomUUID } from "node:crypto";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { createAuthenticate } from "../src/authenticate.ts";

const jwtSecret = "a-secret-of-at-least-thirty-two-characters";
const supabaseUrl = "https://project.supabase.example/";
const userId = randomUUID();
const now = new Date("2026-03-02T12:00:00Z");
const seconds = now.getTime() / 1_000;
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let keys: Keys;
let publicKeys: object;
beforeAll(async () => {
  keys = await generateKeyPair("ES256", { extractable: true });
  publicKeys = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "ES256", use: "sig" }] };
});

const bearer = (token: string) => `Bearer ${token}`;
const good = {
  sub: userId,
  aud: "authenticated",
  role: "authenticated",
  exp: seconds + 60,
  iat: seconds - 60,
};
function sign(
  claims: object,
  alg: "HS256" | "ES256" = "HS256",
  key: Uint8Array | Keys["privateKey"] = new TextEncoder().encode(jwtSecret),
) {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid: "k1" }).sign(key);
}
const shared = () =>
  createAuthenticate({
    supabaseUrl,
    jwtSecret,
    now: () => now,
    fetch: () => Promise.reject(new Error("not asked")),
  });
function byPublicKeys(fetch: typeof globalThis.fetch = async () => Response.json(publicKeys)) {
  const asked: string[] = [];
  const noting: typeof globalThis.fetch = (input, init) => {
    asked.push(String(input));
    return fetch(input, init);
  };
  return { asked, authenticate: createAuthenticate({ supabaseUrl, now: () => now, fetch: noting }) };
}
const refused = { code: "request.unauthenticated", retry: "never" };

describe("a token signed with the shared secret", () => {
  test("gives its account, without asking anyone", async () => {
    expect(await shared()(bearer(await sign(good)))).toBe(userId);
  });

  test.each<[string, object]>([
    ["has expired", { exp: seconds - 10 }],
    ["never expires", { exp: undefined }],
    ["is for another audience", { aud: "other" }],
    ["is a key of the project, not of a person", { role: "service_role" }],
    ["is anonymous", { role: "anon" }],
    ["names nobody", { sub: undefined }],
    ["names no account", { sub: "ana" }],
    ["is not valid yet", { nbf: seconds + 60 }],
  ])("is refused when it %s", async (_what, differs) => {
    await expect(shared()(bearer(await sign({ ...good, ...differs })))).rejects.toMatchObject(refused);
  });

  test.each<[string, () => Promise<string | undefined> | string | undefined]>([
    ["is none", () => undefined],
    ["is no bearer token", () => "Basic YTpi"],
    ["is no token", () => "Bearer a.b.c"],
    [
      "was signed with another secret",
      async () => bearer(await sign(good, "HS256", new TextEncoder().encode("x".repeat(40)))),
    ],
    [
      "was not signed",
      () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
        return bearer(`${part({ alg: "none" })}.${part(good)}.AA`);
      },
    ],
  ])("is refused when it %s", async (_what, header) => {
    await expect(shared()(await header())).rejects.toMatchObject(refused);
  });
});

describe("a token signed with the project's own key", () => {
  test("gives its account; the keys are fetched once, from the project", async () => {
    const { asked, authenticate } = byPublicKeys();
    const header = bearer(await sign(good, "ES256", keys.privateKey));
    expect([await authenticate(header), await authenticate(header)]).toEqual([userId, userId]);
    expect(asked).toEqual(["https://project.supabase.example/auth/v1/.well-known/jwks.json"]);
  });

  test("is refused when another key signed it, or when the public key itself was used as a secret", async () => {
    const { authenticate } = byPublicKeys();
    const other = await generateKeyPair("ES256");
    await expect(authenticate(bearer(await sign(good, "ES256", other.privateKey)))).rejects.toMatchObject(
      refused,
    );
    const published = new TextEncoder().encode(await exportSPKI(keys.publicKey));
    await expect(authenticate(bearer(await sign(good, "HS256", published)))).rejects.toMatchObject(refused);
  });

  test.each<[string, typeof globalThis.fetch]>([
    ["cannot be fetched", () => Promise.reject(new TypeError("fetch failed"))],
    ["answer with an error", async () => new Response("no", { status: 500 })],
    ["are no keys", async () => new Response("<html>")],
  ])("is not blamed when the keys %s", async (_what, fetch) => {
    const { authenticate } = byPublicKeys(fetch);
    await expect(authenticate(bearer(await sign(good, "ES256", keys.privateKey)))).rejects.toMatchObject({
      code: "auth.keys_unavailable",
      retry: "safe",
    });
  });
});
