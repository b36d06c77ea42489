import { createVault, parseCredentialsKey } from "@nova/credentials";
import { AppError } from "@nova/error-handler";
import { profiles } from "@nova/pacing";
import type { NovaDatabase } from "@nova/supabase-client";
import type { LocalSettings } from "./local-settings.ts";
import type { Addresses } from "./stack-addresses.ts";

export const demoPhoneNumberId = "106500000000001";
export const demoInstance = "loja-exemplo";

type Endpoint = { id: string; provider: string; secrets: Record<string, unknown> };

/** Makes the demo's tenant with an official and a QR sender. Safe to repeat; credentials follow this clone's settings. */
export async function seedDemoTenant(
  database: NovaDatabase,
  settings: LocalSettings,
  addresses: Addresses,
): Promise<void> {
  const { senders, webhooks } = database;
  const { clientId, metaSenderId, evolutionSenderId } = settings;
  const vault = createVault(parseCredentialsKey(settings.credentialsKey));
  await senders.saveClient(clientId, "demo", "Loja Exemplo").catch(refuseOtherClone);
  await Promise.all([
    senders.save({
      id: metaSenderId,
      clientId,
      provider: "meta",
      externalId: demoPhoneNumberId,
      name: "Número oficial (demo)",
      apiUrl: null,
      credentials: vault.seal({ accessToken: settings.metaAccessToken }, { clientId, rowId: metaSenderId }),
      // Open round the clock and without a probe, so that the demo runs at any hour and at full speed.
      profile: { kind: "official", ...profiles.official, window: null, ramp: null },
    }),
    senders.save({
      id: evolutionSenderId,
      clientId,
      provider: "evolution",
      externalId: demoInstance,
      name: "Aparelho por QR (demo)",
      apiUrl: `${addresses.sandbox}/evolution`,
      credentials: vault.seal({ apiKey: settings.evolutionApiKey }, { clientId, rowId: evolutionSenderId }),
      profile: { kind: "qr", ...profiles.qr, ramp: null },
    }),
  ]).catch(refuseOtherClone);
  // What uazapi and LancePilot post may be tried too; the demo has no number of theirs, so it is quarantined.
  await Promise.all(
    endpointsOf(settings).map(({ id, provider, secrets }) =>
      webhooks.saveEndpoint(id, clientId, provider, vault.seal(secrets, { clientId, rowId: id })),
    ),
  );
}

function endpointsOf(settings: LocalSettings): Endpoint[] {
  const { evolutionEndpointId, uazapiEndpointId, lancepilotEndpointId } = settings;
  return [
    { id: evolutionEndpointId, provider: "evolution", secrets: { secret: settings.evolutionWebhookSecret } },
    { id: uazapiEndpointId, provider: "uazapi", secrets: { token: settings.uazapiToken } },
    { id: lancepilotEndpointId, provider: "lancepilot", secrets: { secret: settings.lancepilotToken } },
  ];
}

/** Every clone has a tenant and keys of its own: two of them in one database would read each other's queue. */
function refuseOtherClone(thrown: unknown): never {
  if (!(thrown instanceof AppError) || thrown.code !== "database.23505") throw thrown;
  throw new AppError(
    "local.other-clone",
    `Este banco já serve a pilha local de outra cópia (ou a pasta .local foi apagada). Use um banco novo e vazio em DATABASE_URL.
This database serves the local stack of another clone (or the folder .local was deleted). Use a new, empty database in DATABASE_URL.`,
    { retry: "never", cause: thrown },
  );
}
