import type { Answer } from "../../api/create-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Badge, type Tone } from "../../ui/surfaces.tsx";

export type CampaignItem = Answer<"listCampaigns">["items"][number];
export type Campaign = Answer<"readCampaign">;
type Stands = Pick<CampaignItem, "status" | "paused">;

const tones = {
  draft: "neutral",
  scheduled: "info",
  running: "good",
  paused: "warn",
  finished: "neutral",
  cancelled: "neutral",
  halted: "bad",
} as const satisfies Record<string, Tone>;

/** What people call the state of a campaign: a running one that is held back is paused. */
export const stateOf = ({ status, paused }: Stands) => (status === "running" && paused ? "paused" : status);

/** What holds all of a campaign back: "client", "sender"… */
export const pausedScope = (paused: string | null) => {
  const scope = paused?.split(":", 1)[0];
  return scope === "global" || scope === "client" || scope === "sender" || scope === "campaign"
    ? scope
    : undefined;
};

/** Whether its figures still move. */
export const isMoving = ({ status }: Pick<CampaignItem, "status">) =>
  status === "running" || status === "scheduled";

/** The state of a campaign as a pill. */
export function CampaignStatus({ campaign }: { campaign: Stands }) {
  const text = useText();
  const state = stateOf(campaign);
  return (
    <Badge tone={tones[state]} live={state === "running"}>
      {text.campaigns.status[state]}
    </Badge>
  );
}
