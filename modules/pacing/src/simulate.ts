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
  OtherCampaign,
  RuleCode,
  RuleShare,
  Simulation,
  SimulationInput,
} from "./simulate-types.ts";
