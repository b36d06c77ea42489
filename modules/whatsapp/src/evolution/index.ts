export { createEvolutionWhatsApp, evolutionCapabilities } from "./create-evolution-whatsapp.ts";
export { parseEvolutionWebhook } from "./parse-webhook.ts";
export { verifyEvolutionSecret } from "./verify-secret.ts";
