import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { Card } from "../../ui/surfaces.tsx";
import type { Campaign } from "./campaign-status.tsx";

/** What came of what was sent. */
export function CampaignResults({ campaign: { id, progress } }: { campaign: Campaign }) {
  const text = useText();
  const format = useFormat();
  const { data: metrics } = useRead("readCampaignMetrics", { params: { campaignId: id } });
  if (!progress) return null;
  const { sent, delivered, read, replied } = progress;
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
