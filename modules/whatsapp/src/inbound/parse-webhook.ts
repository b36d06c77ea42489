import { parseEvolutionWebhook } from "../evolution/parse-webhook.ts";
import type { InboundProvider, ParsedWebhook } from "../inbound-event.ts";
import { parseLancepilotWebhook } from "../lancepilot/parse-webhook.ts";
import { parseMetaWebhook } from "../meta/parse-webhook.ts";
import { parseUazapiWebhook } from "../uazapi/parse-webhook.ts";

/** Everything that a provider's webhook says, in one shape. Pure, and never throws: what it cannot read is `ignored`. */
export function parseWebhook(provider: InboundProvider, body: unknown, receivedAt: Date): ParsedWebhook {
  switch (provider) {
    case "meta":
      return parseMetaWebhook(body);
    case "evolution":
      return parseEvolutionWebhook(body);
    case "uazapi":
      return parseUazapiWebhook(body);
    case "lancepilot":
      return parseLancepilotWebhook(body, receivedAt);
  }
}
