import { AppError } from "@nova/error-handler";
import type { LocalSettings } from "./local-settings.ts";
import type { Addresses } from "./stack-addresses.ts";

/** The template that the demo campaign sends, as Meta would have approved it. */
export const demoTemplate = {
  name: "nova_demo",
  language: "pt_BR",
  body: "Olá, {{1}}! Esta é a demonstração das {{2}} do nova-stack. Responda SAIR para não receber mais.",
};

/** Tells the sandbox where to post: what a person would enter in Meta's panel and in the Evolution server. */
export async function connectSandbox(settings: LocalSettings, addresses: Addresses): Promise<void> {
  const webhook = addresses.services["whatsapp-webhook"];
  if (!webhook) return;
  await Promise.all([
    ask(addresses, "PUT", "/_sandbox/webhooks", { meta: { url: `${webhook}/meta/webhook` } }),
    ask(
      addresses,
      "POST",
      "/evolution/webhook/set/loja-exemplo",
      {
        webhook: {
          enabled: true,
          url: `${webhook}/webhooks/evolution/${settings.evolutionEndpointId}`,
          byEvents: false,
          base64: false,
          headers: { "x-webhook-secret": settings.evolutionWebhookSecret },
          events: ["MESSAGES_UPSERT", "MESSAGES_UPDATE", "SEND_MESSAGE", "CONNECTION_UPDATE"],
        },
      },
      { apikey: settings.evolutionApiKey },
    ),
  ]);
}

/** Has Meta's stand-in approve the demo's template. */
export async function addDemoTemplate(addresses: Addresses): Promise<void> {
  const { name, language, body } = demoTemplate;
  const templates = [{ name, language, components: [{ type: "BODY", text: body }] }];
  await ask(addresses, "PUT", "/_sandbox/templates", { templates });
}

async function ask(
  { sandbox }: Addresses,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<void> {
  const response = await fetch(`${sandbox}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return;
  const problem = (await response.text()).slice(0, 500);
  throw new AppError("local.sandbox", `the sandbox refused ${path}: ${problem}`, { retry: "never" });
}
