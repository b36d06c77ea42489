import { Clock3 } from "lucide-react";
import type { ReactNode } from "react";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { type CampaignProgress, settledOf } from "../../live/campaign-progress.ts";
import type { Connection } from "../../live/watch-progress.ts";
import { Badge, Notice } from "../../ui/surfaces.tsx";
import { type Campaign, pausedScope, stateOf } from "./campaign-status.tsx";
import { ProgressBar, shownParts } from "./progress-bar.tsx";

type Props = { campaign: Campaign; progress: CampaignProgress; connection: Connection };

/** How far a campaign is, as it moves. */
export function LiveCard({ campaign, progress, connection }: Props) {
  const { text } = useLanguage();
  const format = useFormat();
  const settled = settledOf(progress);
  const state = stateOf(campaign);
  const isUnderWay = state === "running" || state === "paused";
  return (
    <section className="card live-card" aria-label={text.campaigns.progress}>
      <div className="live-main">
        <div className="row-between">
          <p className="live-figure figures" aria-live="off">
            <strong data-testid="settled">{format.number(settled)}</strong>
            <span className="muted"> / {format.number(progress.total)}</span>
          </p>
          {isUnderWay && <ConnectionBadge connection={connection} />}
        </div>
        <p className="unseen" role="status">
          {text.campaign.percent(
            format.percent(Math.floor((20 * settled) / Math.max(1, progress.total)) / 20),
          )}
        </p>
        <ProgressBar progress={progress} />
        <ul className="legend">
          {[...shownParts, "waiting" as const]
            .filter(
              (key) => progress[key] > 0 || key === "delivered" || key === "failed" || key === "waiting",
            )
            .map((key) => (
              <li key={key} title={hintOf(text.campaign.countHints, key)}>
                <span className={`swatch tone-${key}`} aria-hidden="true" />
                <span className="soft">{text.campaign.counts[key]}</span>
                <strong className="figures">{format.number(progress[key])}</strong>
              </li>
            ))}
        </ul>
      </div>
      <dl className="live-facts">
        <Rate campaign={campaign} isUnderWay={isUnderWay} />
        <Finish campaign={campaign} state={state} />
        {campaign.startedAt && (
          <Fact
            term={text.campaign.elapsed}
            hint={text.campaigns.startedAt(format.moment(campaign.startedAt))}
          >
            {format.span(
              Date.parse(campaign.finishedAt ?? new Date().toISOString()) - Date.parse(campaign.startedAt),
            )}
          </Fact>
        )}
      </dl>
      {isUnderWay && <WhyItWaits campaign={campaign} hasWaiting={progress.waiting > 0} />}
    </section>
  );
}

function hintOf(hints: Partial<Record<string, string>>, key: string) {
  return hints[key];
}

function ConnectionBadge({ connection }: { connection: Connection }) {
  const { text } = useLanguage();
  if (connection === "live")
    return (
      <span title={text.campaign.liveHint}>
        <Badge tone="good" live>
          {text.campaign.live}
        </Badge>
      </span>
    );
  return <Badge>{connection === "polling" ? text.campaign.catchingUp : text.campaign.connecting}</Badge>;
}

function Rate({ campaign: { rate }, isUnderWay }: { campaign: Campaign; isUnderWay: boolean }) {
  const { text } = useLanguage();
  const format = useFormat();
  if (!isUnderWay || !rate) return null;
  return (
    <Fact term={text.campaign.rate} hint={text.campaign.rateHint}>
      {text.campaign.ratePerMinute(format.number(Math.round(rate.perMinute * 10) / 10))}
    </Fact>
  );
}

function Finish({ campaign: { finishedAt, finishesAt }, state }: { campaign: Campaign; state: string }) {
  const { text } = useLanguage();
  const format = useFormat();
  if (finishedAt) return <Fact term={text.campaign.finished}>{format.moment(finishedAt)}</Fact>;
  if (state === "cancelled" || state === "halted") return null;
  const unknown = state === "paused" ? text.campaign.finishPaused : text.campaign.finishUnknown;
  return (
    <Fact term={text.campaign.finish} hint={text.campaign.finishHint}>
      {finishesAt ? format.moment(finishesAt) : unknown}
    </Fact>
  );
}

function WhyItWaits({ campaign, hasWaiting }: { campaign: Campaign; hasWaiting: boolean }) {
  const { text, language } = useLanguage();
  const format = useFormat();
  const scope = pausedScope(campaign.paused);
  const { waiting } = campaign;
  if (!hasWaiting || (!waiting && !scope)) return null;
  const words = waiting
    ? language === "en"
      ? waiting.en
      : waiting.pt
    : scope && text.campaigns.pausedBy[scope];
  return (
    <div className="live-why">
      <Notice tone={scope ? "warn" : "info"}>
        <p>
          <span className="strong">{text.campaign.waitingFor}: </span>
          {words}
          {waiting?.until && !/\d:\d\d/.test(words ?? "") && (
            <span className="soft">
              {" "}
              <Clock3 className="inline-icon" aria-hidden="true" />{" "}
              {text.campaign.waitingUntil(format.moment(waiting.until))}
            </span>
          )}
        </p>
      </Notice>
    </div>
  );
}

function Fact({ term, hint, children }: { term: string; hint?: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd className="figures">{children}</dd>
      {hint && <dd className="tiny muted fact-hint">{hint}</dd>}
    </div>
  );
}
