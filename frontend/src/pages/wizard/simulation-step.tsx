import { useRead } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { MessageBubble } from "../../ui/message-bubble.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Skeleton } from "../../ui/surfaces.tsx";
import { ProblemList } from "./problem-list.tsx";
import { SimulationCard } from "./simulation-card.tsx";

/** Who would receive it, who not and why, and how long it would take. Nothing is sent. */
export function SimulationStep({ campaignId }: { campaignId: string }) {
  return (
    <div className="stack">
      <SimulationCard campaignId={campaignId} />
      <DryRun campaignId={campaignId} />
    </div>
  );
}

function DryRun({ campaignId }: { campaignId: string }) {
  const { text, language } = useLanguage();
  const { wizard } = text;
  const format = useFormat();
  const { data, error, refetch } = useRead("dryRunCampaign", { params: { campaignId } });
  if (error && !data) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data)
    return (
      <Card title={wizard.audience}>
        <Skeleton lines={4} />
      </Card>
    );
  return (
    <div className="columns wizard-columns">
      <Card title={wizard.audience}>
        <div className="stack">
          <dl className="facts">
            <div className="fact">
              <dt>{wizard.included}</dt>
              <dd className="figures result-figure">{format.number(data.included)}</dd>
            </div>
            <div className="fact">
              <dt>{wizard.excluded}</dt>
              <dd className="figures result-figure">{format.number(data.total - data.included)}</dd>
            </div>
          </dl>
          {data.excluded.length > 0 && (
            <ul className="stack-s">
              {data.excluded.map(({ reason, count, pt, en }) => (
                <li key={reason} className="row-between small">
                  <span className="soft">{language === "en" ? en : pt}</span>
                  <strong className="figures">{format.number(count)}</strong>
                </li>
              ))}
            </ul>
          )}
          <ProblemList problems={data.problems} language={language} />
        </div>
      </Card>
      <Card title={wizard.preview}>
        <div className="stack">
          {data.previews.slice(0, 3).map((preview, index) => (
            <MessageBubble key={index} text={preview.text} caption={wizard.previewOf(preview.name ?? "–")} />
          ))}
        </div>
      </Card>
    </div>
  );
}
