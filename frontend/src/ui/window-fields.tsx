import { useText } from "../i18n/language.tsx";
import { TextField } from "./field.tsx";

type Window = { from: string; until: string; days?: number[] };
const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** From when until when, on which days. All days are none named. */
export function WindowFields({ value, onChange }: { value: Window; onChange: (window: Window) => void }) {
  const { wizard, common } = useText();
  const days = value.days ?? everyDay;
  function toggle(day: number) {
    const next = days.includes(day)
      ? days.filter((one) => one !== day)
      : [...days, day].sort((a, b) => a - b);
    if (next.length === 0) return;
    const { days: _, ...hours } = value;
    onChange(next.length === everyDay.length ? hours : { ...hours, days: next });
  }
  return (
    <div className="stack-s">
      <div className="row window-hours">
        <TextField
          label={wizard.from}
          type="time"
          required
          value={value.from}
          onChange={(event) => onChange({ ...value, from: event.target.value })}
        />
        <TextField
          label={wizard.until}
          type="time"
          required
          value={value.until === "24:00" ? "23:59" : value.until}
          onChange={(event) => onChange({ ...value, until: event.target.value })}
        />
      </div>
      <fieldset className="choices plain-fieldset">
        <legend className="field-label">{wizard.days}</legend>
        {everyDay.map((day) => (
          <label key={day} className="choice">
            <input type="checkbox" checked={days.includes(day)} onChange={() => toggle(day)} />
            <span>{common.days[day]}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
