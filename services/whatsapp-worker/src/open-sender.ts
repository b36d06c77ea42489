import { AppError, toAppError } from "@nova/error-handler";
import type { Granted } from "@nova/supabase-client";
import type { WhatsApp } from "@nova/whatsapp";
import * as z from "zod";

type Open = (sealed: string, binding: { clientId: string; rowId: string }) => unknown;
type Ports = {
  open: Open;
  connectMeta: (settings: { phoneNumberId: string; accessToken: string }) => Promise<WhatsApp>;
  connectEvolution: (settings: { baseUrl: string; apiKey: string; instance: string }) => Promise<WhatsApp>;
};

const metaSecrets = z.object({ accessToken: z.string().min(1) });
const evolutionSecrets = z.object({ apiKey: z.string().min(1) });
const maxKept = 500;

/**
 * The provider's client for a granted send, kept while its credentials stay the same. Credentials come from the
 * sender's own row, else from the tenant's legacy columns.
 */
export function createOpenSender({ open, connectMeta, connectEvolution }: Ports) {
  const kept = new Map<string, { key: string; client: Promise<WhatsApp> }>();

  return function openSender({ send, sender, legacy }: Granted): Promise<WhatsApp> {
    const baseUrl = sender.apiUrl ?? legacy?.apiUrl;
    const key = JSON.stringify([
      sender.provider,
      sender.externalId,
      baseUrl,
      sender.credentials ?? legacy?.token,
    ]);
    const known = kept.get(sender.id);
    if (known?.key === key) return known.client;
    const client = connect().catch((thrown: unknown) => {
      // Nothing was sent: whatever is wrong with the settings, people must mend the sender, not this message.
      throw toAppError(thrown).context.action
        ? thrown
        : invalid("As credenciais do remetente não puderam ser lidas.", thrown);
    });
    if (kept.size >= maxKept) kept.clear();
    kept.set(sender.id, { key, client });
    client.catch(() => {
      if (kept.get(sender.id)?.client === client) kept.delete(sender.id);
    });
    return client;

    async function connect(): Promise<WhatsApp> {
      const { clientId } = send;
      if (sender.provider === "meta") {
        const { accessToken } = sender.credentials
          ? metaSecrets.parse(open(sender.credentials, { clientId, rowId: sender.id }))
          : { accessToken: legacyToken(clientId) };
        return connectMeta({ phoneNumberId: sender.externalId, accessToken });
      }
      if (sender.provider === "evolution") {
        const { apiKey } = sender.credentials
          ? evolutionSecrets.parse(open(sender.credentials, { clientId, rowId: sender.id }))
          : { apiKey: legacyToken(clientId) };
        if (!baseUrl) throw invalid("O remetente não tem endereço de API.");
        return connectEvolution({ baseUrl, apiKey, instance: sender.externalId });
      }
      throw invalid(`O envio por ${sender.provider} ainda não é suportado.`);
    }

    function legacyToken(clientId: string): string {
      if (!legacy?.token) throw invalid("O remetente não tem credenciais.");
      return z.object({ token: z.string().min(1) }).parse(open(legacy.token, { clientId, rowId: clientId }))
        .token;
    }
  };
}

function invalid(why: string, cause?: unknown): AppError {
  return new AppError("whatsapp.invalid_settings", why, {
    retry: "never",
    context: { action: "pause-sender" },
    cause,
  });
}
