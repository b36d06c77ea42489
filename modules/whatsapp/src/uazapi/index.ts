export { parseUazapiWebhook } from "./parse-webhook.ts";
export { type TokenVerdict, verifyUazapiToken } from "./verify-token.ts";
