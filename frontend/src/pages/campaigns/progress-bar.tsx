import { useFormat, useText } from "../../i18n/language.tsx";
import type { CampaignProgress } from "../../live/campaign-progress.ts";
import { settledOf } from "../../live/campaign-progress.ts";
import { StackedBar } from "../../ui/stacked-bar.tsx";

type Counts = Omit<CampaignProgress, "revision">;
/** From the best news to the worst; whoever still waits is the empty end. */
export const shownParts = [
  "read",
  "delivered",
  "sent",
  "unconfirmed",
  "failed",
  "skipped",
  "cancelled",
] as const;

/** How far a campaign is, by what became of its recipients. */
export function ProgressBar({ progress, thin }: { progress: Counts; thin?: boolean }) {
  const text = useText();
  const format = useFormat();
  return (
    <StackedBar
      total={progress.total}
      label={text.campaign.done(format.number(settledOf(progress)), format.number(progress.total))}
      parts={shownParts.map((key) => ({ key, value: progress[key], label: text.campaign.counts[key] }))}
      {...(thin && { thin })}
    />
  );
}
