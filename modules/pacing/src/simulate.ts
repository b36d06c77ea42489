export {
  type CampaignCost,
  estimateCost,
  type MessageCategory,
  metaPrices,
  type Price,
} from "./estimate-cost.ts";
export {
  type BanRisk,
  estimateRisk,
  type RiskLevel,
  type RiskReason,
  type RiskSignals,
} from "./estimate-risk.ts";
export { nationalAudience } from "./simulate-audience.ts";
export { simulateCampaign } from "./simulate-campaign.ts";
export type {
  Assumptions,
  Audience,
  CampaignTerms,
  OtherCampaign,
  RuleCode,
  RuleShare,
  Simulation,
  SimulationInput,
  VariantTest,
} from "./simulate-types.ts";
