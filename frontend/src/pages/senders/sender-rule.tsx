import { useFormat, useLanguage } from "../../i18n/language.tsx";
import type { Limits } from "./sender-list.tsx";

const tones = { free: "good", waiting: "info", stopped: "warn" } as const;

/** The one rule that decides when the next message may go, in the planner's own words. */
export function SenderRule({ limits: { state, rule } }: { limits: Limits }) {
  const { language, text } = useLanguage();
  const format = useFormat();
  const isSoon = state === "free";
  return (
    <div className={`rule rule-${tones[state]}`}>
      <p className="tiny muted">{text.senders.ruleNow}</p>
      <p className="strong">{language === "en" ? rule.textEn : rule.text}</p>
      {rule.until && !isSoon && <p className="tiny soft">{text.senders.next(format.moment(rule.until))}</p>}
    </div>
  );
}
