import { useFormat, useText } from "../../i18n/language.tsx";
import { StackedBar } from "../../ui/stacked-bar.tsx";
import type { Limits } from "./sender-list.tsx";

const nearlyUsed = 0.8;

/** What was used of each cap. */
export function SenderCaps({ caps }: { caps: Limits["caps"] }) {
  const text = useText();
  const format = useFormat();
  if (caps.length === 0) return <p className="small muted">{text.senders.noCaps}</p>;
  return (
    <ul className="stack">
      {caps.map(({ code, used, max, kept }) => {
        const label = text.senders.caps[code];
        const figure = text.common.of(format.number(used), format.number(max));
        return (
          <li key={code} className="stack-s">
            <div className="row-between small">
              <span className="soft">{label}</span>
              <strong className="figures">{figure}</strong>
            </div>
            <StackedBar
              thin
              total={max}
              label={`${label}: ${figure}`}
              parts={[
                {
                  key: used >= nearlyUsed * (max - kept) ? "warn" : "accent",
                  value: Math.min(used, max),
                  label,
                },
              ]}
            />
            {kept > 0 && <p className="tiny muted">{text.senders.kept(format.number(kept))}</p>}
          </li>
        );
      })}
    </ul>
  );
}
