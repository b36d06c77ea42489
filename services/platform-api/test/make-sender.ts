import type { Api } from "./open-api.ts";

export const accessToken = "EAAG-very-secret-token-wxyz";
export const phone = () => String(Math.floor(1e14 + Math.random() * 1e14));
type Member = { token: string };

/** A tenant with a sender that its owner made, and a way to do something with that sender. */
export async function makeSenderOf(api: Api, differs: object = {}) {
  const client = await api.makeClient();
  const path = `/v1/clients/${client.clientId}/senders`;
  const body = {
    provider: "meta",
    externalId: phone(),
    name: "Número",
    credentials: { accessToken },
    ...differs,
  };
  const { status, body: sender, text } = await api.call("post", path, { ...client.owner, body });
  const act = (who: Member, method: string, where: string, given?: object) =>
    api.call(method, `${path}/${sender.id}${where}`, { token: who.token, ...(given && { body: given }) });
  return { ...client, status, sender, text, path, act };
}
