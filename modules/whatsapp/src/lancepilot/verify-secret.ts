import { sameSecret } from "../same-secret.ts";

/** Whether the address that was called ends in `?token=<secret>`; nothing is signed. An empty secret verifies nothing. */
export function verifyLancepilotSecret(token: unknown, secret: string): boolean {
  return secret !== "" && typeof token === "string" && token.length <= 512 && sameSecret(token, secret);
}
