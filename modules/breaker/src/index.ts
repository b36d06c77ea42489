export { announceHalts, type HaltedCampaign } from "./announce-halts.ts";
export { type BreakerLimits, breakerLimits } from "./breaker-limits.ts";
export { type Breaker, createBreaker } from "./create-breaker.ts";
export { type Blamed, createReact, type Failure, type React } from "./create-react.ts";
export { type CampaignSignals, decideBreaker, type SenderSignals, type Verdict } from "./decide-breaker.ts";
