import { useFormat, useText } from "../../i18n/language.tsx";
import type { Campaign } from "./campaign-status.tsx";

/** The rules that a campaign has of its own, as pairs; nothing where it has none. */
export function CampaignRules({ campaign }: { campaign: Campaign }) {
  const { wizard, variants: words, campaign: text, common } = useText();
  const format = useFormat();
  const { window, frequencyCap, variants } = campaign;
  const days =
    window?.days && window.days.length < 7
      ? window.days.map((day) => common.days[day]).join(", ")
      : common.everyDay;
  return (
    <>
      {window && (
        <>
          <dt>{wizard.ownWindow}</dt>
          <dd>
            {window.from}–{window.until}, {days}
          </dd>
        </>
      )}
      {frequencyCap && (
        <>
          <dt>{text.cap}</dt>
          <dd>{text.capOf(format.number(frequencyCap.max), format.number(frequencyCap.days))}</dd>
        </>
      )}
      {variants && (
        <>
          <dt>{words.title}</dt>
          <dd>
            {[
              words.share100(format.percent(variants.sharePercent / 100)),
              words.metrics[variants.metric],
              words.hours(format.number(variants.decideAfterMinutes / 60)),
            ].join(" · ")}
          </dd>
        </>
      )}
    </>
  );
}
