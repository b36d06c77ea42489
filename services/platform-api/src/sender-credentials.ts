import { mask, type Vault } from "@nova/credentials";
import * as z from "zod";

const key = z.string().trim().min(8).max(2_000);
const apiUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine(isSafeAddress, {
    error: "Use https, sem usuário e senha no endereço",
    params: { en: "Use https, without user and password in the address" },
  });

/** What proves a sender to its provider. An address never comes without its key: a known key must not follow to another one. */
export const credentialsInput = z.discriminatedUnion("provider", [
  z.strictObject({ provider: z.literal("meta"), accessToken: key }),
  z.strictObject({ provider: z.literal("evolution"), apiKey: key, apiUrl }),
]);
export type CredentialsInput = z.infer<typeof credentialsInput>;

export type SealedCredentials = { sealed: string; hint: string; apiUrl: string | null };

/** Credentials as the database may hold them: sealed for this row of this tenant, and how the key ends. */
export function sealCredentials(
  given: CredentialsInput,
  { vault, clientId, senderId }: { vault: Vault; clientId: string; senderId: string },
): SealedCredentials {
  const owner = { clientId, rowId: senderId };
  return given.provider === "meta"
    ? {
        sealed: vault.seal({ accessToken: given.accessToken }, owner),
        hint: mask(given.accessToken),
        apiUrl: null,
      }
    : { sealed: vault.seal({ apiKey: given.apiKey }, owner), hint: mask(given.apiKey), apiUrl: given.apiUrl };
}

/** A key goes unencrypted to this very machine at most. Whether an address leads inside is judged where it is called. */
function isSafeAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  return url.protocol === "https:" || /^(localhost|127\.0\.0\.1)$/.test(url.hostname);
}
