import { useText } from "../i18n/language.tsx";
import { CheckField } from "./field.tsx";
import { NumberField } from "./number-field.tsx";

type Cap = { max: number; days: number };
type Props = { hint: string; value: Cap | null; onChange: (cap: Cap | null) => void };

/** How many campaign messages one person may get in how many days, or any number of them. */
export function CapFields({ hint, value, onChange }: Props) {
  const { senderForm } = useText();
  return (
    <>
      <CheckField
        label={senderForm.cap}
        hint={hint}
        checked={value !== null}
        onChange={({ target }) => onChange(target.checked ? { max: 2, days: 7 } : null)}
      />
      {value && (
        <div className="columns narrow-columns">
          <NumberField
            label={senderForm.capMax}
            min={1}
            step={1}
            required
            value={value.max}
            onNumber={(max) => max !== null && onChange({ ...value, max })}
          />
          <NumberField
            label={senderForm.capDays}
            min={1}
            required
            value={value.days}
            onNumber={(days) => days !== null && onChange({ ...value, days })}
          />
        </div>
      )}
    </>
  );
}
