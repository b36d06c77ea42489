import { AppError } from "@nova/error-handler";

type Options = {
  jwksUrl: string;
  audience: string;
  /** The push service account. */
  email: string;
  issuer?: string | string[] | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  now?: (() => number) | undefined;
};

const google = ["https://accounts.google.com", "accounts.google.com"];

/** A token comes with thousands of pushes; a key that is taken back must not count for much longer. */
const keptMs = 300_000;
const maxKept = 100;

/** Checks a push's `Authorization` header; anything but a valid token of that account throws. */
export type OidcVerifier = (authorization: string | undefined) => Promise<void>;

/** A verifier of push tokens, for where Cloud Run does not check them before us. The keys are fetched once and kept. */
export function createOidcVerifier({
  jwksUrl,
  audience,
  email,
  issuer = google,
  fetch,
  now = Date.now,
}: Options): OidcVerifier {
  /** Tokens that were found good, and until when that is taken for granted. */
  const known = new Map<string, number>();
  let loading: ReturnType<typeof load> | undefined;

  async function load() {
    const jose = await import("jose");
    const keys = jose.createRemoteJWKSet(new URL(jwksUrl), {
      timeoutDuration: 5_000,
      cooldownDuration: 10_000,
      ...(fetch && { [jose.customFetch]: fetch }),
    });
    return { jose, keys };
  }

  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw refuse("there is no bearer token");
    if ((known.get(token) ?? 0) > now()) return;
    loading ??= load();
    const { jose, keys } = await loading;
    const { payload } = await jose
      .jwtVerify(token, keys, {
        algorithms: ["RS256"],
        audience,
        issuer,
        clockTolerance: 30,
        currentDate: new Date(now()),
        requiredClaims: ["exp", "iat", "email"],
      })
      .catch((cause: unknown) => {
        const blamed = cause instanceof jose.errors.JOSEError && !(cause instanceof jose.errors.JWKSTimeout);
        // Unreadable keys are our trouble, not the caller's: Pub/Sub shall come again.
        if (!blamed || cause.code === "ERR_JOSE_GENERIC")
          throw new AppError("queue.keys_unavailable", "the keys for push tokens cannot be read", {
            retry: "safe",
            cause,
          });
        throw refuse(cause.code, cause);
      });
    if (payload.email !== email || payload.email_verified !== true) throw refuse("it is of another account");
    if (known.size >= maxKept) known.clear();
    known.set(token, Math.min(now() + keptMs, (payload.exp ?? 0) * 1_000));
  };
}

function refuse(reason: string, cause?: unknown): AppError {
  return new AppError("queue.unauthenticated", `push token refused: ${reason}`, {
    retry: "never",
    context: { reason },
    cause,
  });
}
