export { createMetaWhatsApp, metaCapabilities } from "./create-meta-whatsapp.ts";
export { parseMetaWebhook } from "./parse-webhook.ts";
export { verifyMetaHandshake } from "./verify-handshake.ts";
export { verifyMetaSignature } from "./verify-signature.ts";
