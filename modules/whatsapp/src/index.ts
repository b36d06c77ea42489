export { describeErrorInEnglish } from "./error-english.ts";
export {
  classifyError,
  describeErrorCode,
  type ErrorAction,
  type ErrorPolicy,
  knownErrorCodes,
  type Provider,
} from "./error-policy.ts";
export {
  type DeleteEvent,
  type DeliveryStatus,
  type EditEvent,
  type InboundEvent,
  type InboundProvider,
  type InboundType,
  inboundEventSchema,
  inboundProviders,
  type Media,
  type MessageEvent,
  type ParsedWebhook,
  type PreferenceEvent,
  type StatusEvent,
  type TemplateEvent,
  type TemplateStatus,
  type WebhookSender,
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
