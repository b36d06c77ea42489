import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import type { CampaignProgress } from "../../live/campaign-progress.ts";
import { Card } from "../../ui/surfaces.tsx";
import type { Campaign } from "./campaign-status.tsx";

const refetchMs = 15_000;

type Props = { campaign: Campaign; progress: CampaignProgress };

/** What came of what was sent. */
export function CampaignResults({ campaign, progress }: Props) {
  const text = useText();
  const format = useFormat();
  const { data: metrics } = useRead("readCampaignMetrics", {
    params: { campaignId: campaign.id },
    everyMs: campaign.status === "running" ? refetchMs : false,
  });
  const { sent, delivered, read } = progress;
  const replied = campaign.progress?.replied ?? 0;
  const out = sent + delivered + read;
  const rows = [
    { label: text.campaign.delivered, value: delivered + read },
    { label: text.campaign.read, value: read },
    { label: text.campaign.counts.replied, value: replied },
    ...(metrics ? [{ label: text.campaign.optOuts, value: metrics.optOuts }] : []),
  ];
  return (
    <Card title={text.campaign.results}>
      <dl className="facts">
        {rows.map(({ label, value }) => (
          <div key={label} className="fact">
            <dt>{label}</dt>
            <dd className="figures result-figure">{format.share(value, out)}</dd>
            <dd className="tiny muted fact-hint">
              {format.number(value)} {text.campaign.ofSent}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
