import { createBreakerCalls } from "./breaker.ts";
import { createCampaigns } from "./campaigns.ts";
import { type Connection, createCallFunction } from "./client.ts";
import { createConversations } from "./conversations.ts";
import { createOperations } from "./operations.ts";
import { createPlatform } from "./platform.ts";
import { createPlatformAudience } from "./platform-audience.ts";
import { createPlatformCampaigns } from "./platform-campaigns.ts";
import { createPlatformContacts, createPlatformLists } from "./platform-contacts.ts";
import { createPlatformImports } from "./platform-imports.ts";
import { createPlatformPauses } from "./platform-pauses.ts";
import { createPlatformRecipients } from "./platform-recipients.ts";
import { createPlatformRecords } from "./platform-records.ts";
import { createPlatformSenders } from "./platform-senders.ts";
import { createPlatformTemplates } from "./platform-templates.ts";
import { createSchedules } from "./schedules.ts";
import { createSenders } from "./senders.ts";
import { createSends } from "./sends.ts";
import { createWebhooks } from "./webhooks.ts";

export type { BreakerCalls, StopSender, Trip } from "./breaker.ts";
export { type CampaignMessage, campaignMessageSchema } from "./campaign-message.ts";
export {
  type CampaignCap,
  type CampaignWindow,
  campaignCapSchema,
  campaignWindowSchema,
} from "./campaign-rules.ts";
export {
  type VariantTest,
  variantCountSchema,
  variantKeySchema,
  variantTestSchema,
} from "./campaign-variants.ts";
export type { CampaignSummary, Campaigns, ContactRow, FinishedCampaign, NewCampaign } from "./campaigns.ts";
export type { CallFunction, Connection } from "./client.ts";
export type {
  ChatMessage,
  ConversationClaim,
  Conversations,
  ConversationTurn,
  FinishedTurn,
  GivenUpTurn,
  KeptStep,
  SteeredConversation,
  StepUsage,
  SweptConversations,
  TurnResult,
} from "./conversations.ts";
export { createHealth } from "./create-health.ts";
export type { DatabaseHealth, Operations } from "./operations.ts";
export {
  actorSchema,
  type ClientSettings,
  clientSchema,
  clientSettingsSchema,
  instantText,
  type MemberRole,
  memberRoleSchema,
  memberRoles,
  memberSchema,
  type PageRequest,
  type Platform,
  pageOf,
} from "./platform.ts";
export {
  type CampaignOutlook,
  exclusionReasons,
  type MessageAudience,
  type PlatformAudience,
  type TemplateText,
} from "./platform-audience.ts";
export {
  type CampaignChange,
  type CampaignToCreate,
  campaignSchema,
  campaignStatuses,
  type Explanation,
  type PlatformCampaigns,
  progressSchema,
  sendStatuses,
} from "./platform-campaigns.ts";
export {
  type ContactSearch,
  contactItemSchema,
  contactListSchema,
  contactSchema,
  listMemberSchema,
  type PlatformContacts,
  type PlatformLists,
} from "./platform-contacts.ts";
export {
  type ImportAttempt,
  type ImportProblem,
  importProblemSchema,
  importSchema,
  type NewImport,
  type PlatformImports,
  type StagedBatch,
  type StoredImport,
  storedRefusalSchema,
} from "./platform-imports.ts";
export { type PlatformPauses, pausePageSchema, pauseSchema } from "./platform-pauses.ts";
export {
  type CampaignFailures,
  type CampaignRecipient,
  type PlatformRecipients,
  type RecipientFilter,
  recipientSchema,
} from "./platform-recipients.ts";
export {
  auditEventSchema,
  deadLetterGroupSchema,
  deadLetterSchema,
  flagSchema,
  type LetterFilter,
  type PlatformRecords,
} from "./platform-records.ts";
export {
  type PlatformSenders,
  type SenderLimits,
  type SenderToCreate,
  type StoredProfile,
  senderProfileSchema,
  senderSchema,
} from "./platform-senders.ts";
export {
  type ListedTemplate,
  type PlatformTemplates,
  syncedTemplatesSchema,
  templateKinds,
  templateSchema,
  templateStatuses,
  templateWithVersionsSchema,
} from "./platform-templates.ts";
export type { DueCampaigns, RefusedStart, Schedules } from "./schedules.ts";
export { criticalTables, criticalViews, expectedSchemaVersion } from "./schema-version.ts";
export type { NewSender, PauseScope, Reservation, SenderPlan, Senders } from "./senders.ts";
export type { Claim, Granted, OpenAttempt, Outcome, SendContent, Sends, Settled } from "./sends.ts";
export type {
  Address,
  Delivery,
  Halted,
  Ingested,
  IngestGroup,
  Reply,
  Said,
  WebhookEndpoint,
  Webhooks,
} from "./webhooks.ts";

/** The database as this product uses it: one typed method per SQL function. */
export function createDatabase(connection: Connection) {
  const call = createCallFunction(connection);
  return {
    sends: createSends(call),
    senders: createSenders(call),
    campaigns: createCampaigns(call),
    schedules: createSchedules(call),
    webhooks: createWebhooks(call),
    conversations: createConversations(call),
    operations: createOperations(call),
    breaker: createBreakerCalls(call),
    platform: createPlatform(call),
    platformSenders: createPlatformSenders(call),
    platformPauses: createPlatformPauses(call),
    platformRecords: createPlatformRecords(call),
    platformContacts: createPlatformContacts(call),
    platformLists: createPlatformLists(call),
    platformImports: createPlatformImports(call),
    platformCampaigns: createPlatformCampaigns(call),
    platformRecipients: createPlatformRecipients(call),
    platformAudience: createPlatformAudience(call),
    platformTemplates: createPlatformTemplates(call),
  };
}

export type NovaDatabase = ReturnType<typeof createDatabase>;
