import type { Answer } from "../../api/create-api.ts";
import { useReply } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Badge, Card, Notice, Skeleton } from "../../ui/surfaces.tsx";
import { HourCurve } from "./hour-curve.tsx";

export type Simulation = Answer<"simulateCampaign">;

const riskTones = { low: "good", medium: "warn", high: "bad" } as const;

/** How long it would take by the sender's rules, at what cost and risk. */
export function SimulationCard({ campaignId }: { campaignId: string }) {
  const { text } = useLanguage();
  const { wizard } = text;
  const { data, error, refetch } = useReply("simulateCampaign", { params: { campaignId }, body: {} });
  if (error && !data) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  return (
    <Card title={wizard.steps.simulation}>
      {data ? (
        <div className="stack">
          <Facts simulation={data} />
          {data.perHour.length > 1 && <HourCurve hours={data.perHour} />}
          <Risk simulation={data} />
        </div>
      ) : (
        <div className="stack" role="status">
          <p className="small muted">{wizard.simulating}</p>
          <Skeleton lines={4} height="1.5rem" />
        </div>
      )}
    </Card>
  );
}

function Facts({ simulation }: { simulation: Simulation }) {
  const { text } = useLanguage();
  const { wizard } = text;
  const format = useFormat();
  const { finishAt, startAt, bounds, decidedBy, cost, tier } = simulation;
  const rule = decidedBy && decidedBy in wizard.rules ? (decidedBy as keyof typeof wizard.rules) : "none";
  return (
    <>
      <dl className="facts">
        <div className="fact">
          <dt>{wizard.finishes}</dt>
          <dd className="result-figure">{finishAt === null ? wizard.never : format.moment(finishAt)}</dd>
          {finishAt !== null && (
            <dd className="tiny muted fact-hint">
              {format.span(Date.parse(finishAt) - Date.parse(startAt))}
              {bounds.earliest !== null &&
                bounds.latest !== null &&
                Date.parse(bounds.latest) - Date.parse(bounds.earliest) > 60_000 &&
                ` · ${wizard.between(format.moment(bounds.earliest), format.moment(bounds.latest))}`}
            </dd>
          )}
        </div>
        <div className="fact">
          <dt>{wizard.decidedBy}</dt>
          <dd>{wizard.rules[rule]}</dd>
        </div>
        <div className="fact">
          <dt>{wizard.cost}</dt>
          <dd className="figures">
            {cost.priced > 0 ? format.money(cost.micros / 1_000_000, cost.currency) : wizard.costUnknown}
          </dd>
        </div>
      </dl>
      {tier && <Notice tone="warn">{wizard.tier(format.number(tier.max), format.moment(tier.at))}</Notice>}
    </>
  );
}

function Risk({ simulation: { risk } }: { simulation: Simulation }) {
  const { text, language } = useLanguage();
  const { wizard } = text;
  return (
    <div className="stack-s">
      <p className="row">
        <span className="small soft">{wizard.risk}</span>
        <Badge tone={riskTones[risk.level]}>{wizard.risks[risk.level]}</Badge>
      </p>
      {risk.reasons.length > 0 && (
        <ul className="bullets small soft">
          {risk.reasons.map((reason) => (
            <li key={reason.pt}>{language === "en" ? reason.en : reason.pt}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
