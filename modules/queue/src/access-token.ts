import { AppError } from "@nova/error-handler";
import * as z from "zod";

/** Gives the bearer token for Google's APIs; `renew` asks for a fresh one after a 401. */
export type AccessToken = (renew?: boolean) => Promise<string>;

const tokenUrl = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
const answer = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/** The token of the account that this instance runs as, from the metadata server, kept until a minute before it ends. */
export function createMetadataToken({ fetch = globalThis.fetch, now = Date.now } = {}): AccessToken {
  let token = { value: "", expiresAt: 0 };
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const response = await fetch(tokenUrl, {
      headers: { "metadata-flavor": "Google" },
      signal: AbortSignal.timeout(3_000),
    });
    if (!response.ok) throw new Error(`the metadata server answered ${response.status}`);
    const { access_token, expires_in } = answer.parse(await response.json());
    token = { value: access_token, expiresAt: now() + (expires_in - 60) * 1000 };
    return access_token;
  }

  return async (renew = false) => {
    if (!renew && token.expiresAt > now()) return token.value;
    asking ??= ask()
      .catch((cause) => {
        throw new AppError("queue.no_access_token", "no access token for Google's APIs", {
          retry: "safe",
          cause,
        });
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
}

/** Whether a URL is one of Google's own, the only place a token may be shown. */
export function isGoogleApi(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" && hostname.endsWith(".googleapis.com");
}
