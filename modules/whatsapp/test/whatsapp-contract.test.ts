import { createEvolutionWhatsApp } from "../src/evolution/index.ts";
import { createSafeFetch } from "../src/index.ts";
import { createMetaWhatsApp } from "../src/meta/index.ts";
import { describeAnswers } from "./contract-answers.ts";
import { describeRefusals } from "./contract-refusals.ts";
import { json } from "./fake-server.ts";
import type { Adapter } from "./whatsapp-contract.ts";

const localFetch = createSafeFetch({ allowPrivate: true });

const adapters: Adapter[] = [
  {
    name: "meta",
    create: (url, { fetch, secret = "EAAGexample" } = {}) =>
      createMetaWhatsApp({
        baseUrl: `${url}/v25.0`,
        phoneNumberId: "106500000000001",
        accessToken: secret,
        ...(fetch && { fetch }),
      }),
    accepted: json(200, { contacts: [{ wa_id: "551190000011" }], messages: [{ id: "wamid.A1" }] }),
    acceptedId: "wamid.A1",
  },
  {
    name: "evolution",
    create: (baseUrl, { fetch = localFetch, secret = "key-example" } = {}) =>
      createEvolutionWhatsApp({ baseUrl, apiKey: secret, instance: "loja", fetch }),
    accepted: json(201, { key: { remoteJid: "5511900000011@s.whatsapp.net", fromMe: true, id: "3EB0A1" } }),
    acceptedId: "3EB0A1",
  },
];

for (const adapter of adapters) {
  describeAnswers(adapter);
  describeRefusals(adapter);
}
