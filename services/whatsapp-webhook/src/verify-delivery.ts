import type { WebhookEndpoint } from "@nova/supabase-client";
import { verifyEvolutionSecret } from "@nova/whatsapp/evolution";
import { verifyLancepilotSecret } from "@nova/whatsapp/lancepilot";
import { verifyMetaSignature } from "@nova/whatsapp/meta";
import { verifyUazapiToken } from "@nova/whatsapp/uazapi";
import * as z from "zod";

type Provider = WebhookEndpoint["provider"];
/** What a provider's proof may be in. */
export type Proof = {
  raw: Buffer;
  headers: Record<string, string | string[] | undefined>;
  query: Record<string, unknown>;
};
/** `doubt`: it came by the secret address, but without the rest of its proof: kept for people, never applied. */
export type Verdict = { ok: false } | { ok: true; doubt?: string };

const metaSecrets = z.object({ appSecret: z.string().min(1) });
const evolutionSecrets = z.object({ secret: z.string().min(1) });
const uazapiSecrets = z.object({ token: z.string().min(1) });
const lancepilotSecrets = z.object({ secret: z.string().min(1) });

/** Whether a body comes from whom its address is for, as far as the provider lets that be proved. */
export function verifyDelivery(
  provider: Provider,
  secrets: unknown,
  { raw, headers, query }: Proof,
): Verdict {
  switch (provider) {
    case "meta": {
      const given = headers["x-hub-signature-256"];
      const signature = typeof given === "string" ? given : undefined;
      return { ok: verifyMetaSignature(raw, signature, metaSecrets.parse(secrets).appSecret) };
    }
    case "evolution":
      return { ok: verifyEvolutionSecret(headers, evolutionSecrets.parse(secrets).secret) };
    case "uazapi": {
      const verdict = verifyUazapiToken(raw, uazapiSecrets.parse(secrets).token);
      return verdict === "absent" ? { ok: true, doubt: "no token" } : { ok: verdict === "right" };
    }
    case "lancepilot":
      return { ok: verifyLancepilotSecret(query.token, lancepilotSecrets.parse(secrets).secret) };
  }
}
