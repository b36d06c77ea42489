import { useText } from "../../i18n/language.tsx";
import { CheckField } from "../../ui/field.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { WindowFields } from "../../ui/window-fields.tsx";
import type { StepProps } from "./audience-step.tsx";

/** When this campaign may go out, and how often one person may be reached. The sender's own limits always hold. */
export function RuleFields({ draft, edit }: StepProps) {
  const { wizard, senderForm } = useText();
  const { window, frequencyCap } = draft;
  return (
    <div className="stack">
      <CheckField
        label={wizard.ownWindow}
        hint={wizard.ownWindowHint}
        checked={window !== null}
        onChange={({ target }) => edit({ window: target.checked ? { from: "09:00", until: "18:00" } : null })}
      />
      {window && <WindowFields value={window} onChange={(next) => edit({ window: next })} />}
      <CheckField
        label={senderForm.cap}
        hint={wizard.ownCapHint}
        checked={frequencyCap !== null}
        onChange={({ target }) => edit({ frequencyCap: target.checked ? { max: 2, days: 7 } : null })}
      />
      {frequencyCap && (
        <div className="columns narrow-columns">
          <NumberField
            label={senderForm.capMax}
            min={1}
            step={1}
            required
            value={frequencyCap.max}
            onNumber={(max) => max !== null && edit({ frequencyCap: { ...frequencyCap, max } })}
          />
          <NumberField
            label={senderForm.capDays}
            min={1}
            required
            value={frequencyCap.days}
            onNumber={(days) => days !== null && edit({ frequencyCap: { ...frequencyCap, days } })}
          />
        </div>
      )}
    </div>
  );
}
