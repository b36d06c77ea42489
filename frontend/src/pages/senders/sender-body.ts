import type { Body } from "../../api/create-api.ts";
import type { Profile } from "./default-profiles.ts";
import type { NewIdentity } from "./identity-fields.tsx";

/** What the API is given of a new sender; credentials that were not typed come later. */
export function senderBodyOf(identity: NewIdentity, profile: Profile): Body<"createSender"> {
  const { provider } = identity;
  const secret = identity.secret.trim();
  const apiUrl = identity.apiUrl.trim();
  const accountId = identity.accountId.trim();
  const common = { name: identity.name.trim(), externalId: identity.externalId.trim(), profile };
  if (provider === "meta")
    return {
      ...common,
      provider,
      ...(accountId && { accountId }),
      ...(secret && { credentials: { accessToken: secret } }),
    };
  return { ...common, provider, ...(secret && { credentials: { apiKey: secret, apiUrl } }) };
}
