export { type DeadLetter, readDeadLetter } from "./dead-letter.ts";
export { type Decoded, decodePush } from "./decode-push.ts";
export { buildEnvelope, type Envelope, type EnvelopeMeta, envelopeSchema } from "./envelope.ts";
export type { Publisher } from "./publisher.ts";
export { planSubscriptions, type SubscriptionPlan } from "./subscription-plan.ts";
export * from "./topics/index.ts";
export {
  type CampaignPlan,
  campaignPlan,
  type Topic,
  topics,
  type WhatsappSend,
  whatsappSend,
} from "./topics.ts";
