import { useText } from "../../i18n/language.tsx";
import { CapFields } from "../../ui/cap-fields.tsx";
import { CheckField } from "../../ui/field.tsx";
import { WindowFields } from "../../ui/window-fields.tsx";
import type { StepProps } from "./audience-step.tsx";

/** When this campaign may go out, and how often one person may be reached. The sender's own limits always hold. */
export function RuleFields({ draft, edit }: StepProps) {
  const { wizard } = useText();
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
      <CapFields
        hint={wizard.ownCapHint}
        value={frequencyCap}
        onChange={(next) => edit({ frequencyCap: next })}
      />
    </div>
  );
}
