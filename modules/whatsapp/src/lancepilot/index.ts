export { parseLancepilotWebhook } from "./parse-webhook.ts";
export { verifyLancepilotSecret } from "./verify-secret.ts";
