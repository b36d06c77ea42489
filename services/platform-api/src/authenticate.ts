import { AppError, attempt } from "@nova/error-handler";
import * as z from "zod";

type Options = {
  supabaseUrl: string;
  /** For tokens signed with HS256; without it only the project's public keys count. */
  jwtSecret?: string | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  now?: (() => Date) | undefined;
};

/** The account behind an `Authorization` header; anything but a valid access token throws. */
export type Authenticate = (authorization: string | undefined) => Promise<string>;

const claims = z.object({ sub: z.uuid(), role: z.literal("authenticated") });
const publicKeyAlgorithms = ["ES256", "RS256", "EdDSA"];

/** Checks Supabase's access tokens without asking Supabase: by the shared secret, or by its public keys, fetched once. */
export function createAuthenticate({
  supabaseUrl,
  jwtSecret,
  fetch,
  now = () => new Date(),
}: Options): Authenticate {
  let loading: ReturnType<typeof load> | undefined;

  async function load() {
    const jose = await import("jose"); // not in the start path
    const url = new URL(`${supabaseUrl.replace(/\/+$/, "")}/auth/v1/.well-known/jwks.json`);
    const publicKeys = jose.createRemoteJWKSet(url, {
      timeoutDuration: 5_000,
      cooldownDuration: 10_000,
      ...(fetch && { [jose.customFetch]: fetch }),
    });
    const secret = jwtSecret === undefined ? undefined : new TextEncoder().encode(jwtSecret);
    return { jose, publicKeys, secret };
  }

  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw refuse("there is no bearer token");
    loading ??= load();
    const { jose, publicKeys, secret } = await loading;
    const options = {
      audience: "authenticated",
      requiredClaims: ["exp", "sub"],
      clockTolerance: 5,
      currentDate: now(),
    };

    const header = await attempt(() => jose.decodeProtectedHeader(token));
    if (!header.ok) throw refuse("unreadable", header.error);
    // Each kind of key takes its own algorithms only: a public key must never be read as a shared secret.
    const verified =
      secret !== undefined && header.value.alg === "HS256"
        ? jose.jwtVerify(token, secret, { ...options, algorithms: ["HS256"] })
        : jose.jwtVerify(token, publicKeys, { ...options, algorithms: publicKeyAlgorithms });
    const { payload } = await verified.catch((cause: unknown) => {
      const blamed = cause instanceof jose.errors.JOSEError && !(cause instanceof jose.errors.JWKSTimeout);
      // Unreadable keys are our trouble, not the caller's.
      if (!blamed || cause.code === "ERR_JOSE_GENERIC")
        throw new AppError("auth.keys_unavailable", "the keys for access tokens cannot be read", {
          retry: "safe",
          cause,
        });
      throw refuse(cause.code, cause);
    });
    const account = claims.safeParse(payload);
    if (!account.success) throw refuse("it is not a member's token");
    return account.data.sub;
  };
}

function refuse(reason: string, cause?: unknown): AppError {
  return new AppError("request.unauthenticated", `access token refused: ${reason}`, {
    retry: "never",
    context: { reason },
    cause,
  });
}
