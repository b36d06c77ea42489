export { createMetaWhatsApp, metaCapabilities } from "./create-meta-whatsapp.ts";
export { listMetaTemplates, type MetaTemplate } from "./list-templates.ts";
export { parseMetaWebhook } from "./parse-webhook.ts";
export { verifyMetaHandshake } from "./verify-handshake.ts";
export { verifyMetaSignature } from "./verify-signature.ts";
