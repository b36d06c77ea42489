export { describeErrorInEnglish } from "./error-english.ts";
export {
  classifyError,
  describeErrorCode,
  type ErrorAction,
  type ErrorPolicy,
  knownErrorCodes,
  type Provider,
} from "./error-policy.ts";
export type {
  DeliveryStatus,
  InboundEvent,
  InboundType,
  MessageEvent,
  ParsedWebhook,
  StatusEvent,
  TemplateEvent,
  TemplateStatus,
  WebhookSender,
} from "./inbound-event.ts";
export { isOptInText, isOptOutText } from "./opt-out.ts";
export { canonicalPhone, canonicalWaId, dddOf, variants } from "./phone.ts";
export type {
  Capabilities,
  Fetch,
  FetchResponse,
  MediaType,
  OutboundMessage,
  Recipient,
  SendOptions,
  Sent,
  WhatsApp,
} from "./port.ts";
export { findMissingVariables, renderText, seedFor } from "./render-text.ts";
export { checkUrl, createSafeFetch } from "./safe-fetch.ts";
export {
  type TemplateComponent,
  type TextComponent,
  templateComponentsSchema,
  textComponentsSchema,
} from "./template-component.ts";
