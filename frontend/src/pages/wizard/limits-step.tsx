import { useText } from "../../i18n/language.tsx";
import { CheckField, TextField } from "../../ui/field.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { WindowFields } from "../../ui/window-fields.tsx";
import type { StepProps } from "./audience-step.tsx";

/** When it may be sent, and how often one person may be reached. The sender's own limits always hold. */
export function LimitsStep({ draft, edit }: StepProps) {
  const { wizard } = useText();
  const { window, frequencyCap } = draft;
  return (
    <Card title={wizard.limits}>
      <div className="stack">
        <CheckField
          label={wizard.useSenderWindow}
          hint={wizard.useSenderWindowHint}
          checked={window === null}
          onChange={(event) =>
            edit({ window: event.target.checked ? null : { from: "09:00", until: "18:00" } })
          }
        />
        {window && <WindowFields value={window} onChange={(next) => edit({ window: next })} />}
        <CheckField
          label={wizard.cap}
          hint={wizard.capHint}
          checked={frequencyCap !== null}
          onChange={(event) => edit({ frequencyCap: event.target.checked ? { max: 2, days: 7 } : null })}
        />
        {frequencyCap && (
          <div className="row window-hours">
            <TextField
              label={wizard.capMax}
              type="number"
              min={1}
              value={frequencyCap.max}
              onChange={(event) =>
                edit({ frequencyCap: { ...frequencyCap, max: Number(event.target.value) } })
              }
            />
            <TextField
              label={wizard.capDays}
              type="number"
              min={1}
              value={frequencyCap.days}
              onChange={(event) =>
                edit({ frequencyCap: { ...frequencyCap, days: Number(event.target.value) } })
              }
            />
          </div>
        )}
      </div>
    </Card>
  );
}
