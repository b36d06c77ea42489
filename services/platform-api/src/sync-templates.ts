import { announceHalts } from "@nova/breaker";
import { AppError, attempt } from "@nova/error-handler";
import * as z from "zod";
import type { Ports } from "./ports.ts";

const ownSecrets = z.object({ accessToken: z.string().min(1) });
const legacySecrets = z.object({ token: z.string().min(1) });
type SyncPorts = Pick<Ports, "database" | "vault" | "listTemplates" | "notify" | "linkTo">;
type Asked = { actor: string; clientId: string; senderId: string };

/**
 * Brings a tenant's templates to what its Meta account has now. Campaigns of one that may not be sent any more stand still,
 * and people are told.
 */
export async function syncTemplates(ports: SyncPorts, { actor, clientId, senderId }: Asked) {
  const { platformTemplates } = ports.database;
  const { accountId, credentials, legacyToken, askedAt } = await platformTemplates.openSync(
    actor,
    clientId,
    senderId,
  );
  const accessToken = credentials
    ? open(() => ownSecrets.parse(ports.vault.open(credentials, { clientId, rowId: senderId })).accessToken)
    : open(
        () => legacySecrets.parse(ports.vault.open(legacyToken ?? "", { clientId, rowId: clientId })).token,
      );
  const listed = await attempt(() => ports.listTemplates({ wabaId: accountId, accessToken }));
  if (!listed.ok) throw refusal(listed.error);
  const asked = { senderId, accountId, askedAt };
  const synced = await platformTemplates.saveSynced(actor, clientId, asked, listed.value);
  // The rows are written; that somebody could not be told must not undo the answer.
  await attempt(() => Promise.all(announceHalts(synced.halted, ports.linkTo).map(ports.notify)));
  return synced;
}

function open(read: () => string): string {
  try {
    return read();
  } catch (cause) {
    throw new AppError("template.credentials-unreadable", "the sender's credentials cannot be opened", {
      retry: "never",
      cause,
    });
  }
}

/** What people can do about it: mend the credentials or the account, or wait. */
function refusal(error: AppError): AppError {
  const { code, retry, context } = error;
  const isRefused = retry === "never" && context.action === "pause-sender";
  const name = isRefused
    ? "credentials-refused"
    : retry === "never"
      ? "account-refused"
      : "provider-unavailable";
  return new AppError(`template.${name}`, code, { retry, cause: error });
}
