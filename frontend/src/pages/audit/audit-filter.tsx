import { useText } from "../../i18n/language.tsx";
import { SelectField } from "../../ui/field.tsx";

/** Which kind of deed is shown. */
export function ActionFilter({ value, onChange }: { value: string; onChange: (action: string) => void }) {
  const { audit, common } = useText();
  const actions = Object.entries(audit.actions).sort(([, a], [, b]) => a.localeCompare(b));
  return (
    <SelectField label={audit.what} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{common.all}</option>
      {actions.map(([action, words]) => (
        <option key={action} value={action}>
          {words}
        </option>
      ))}
    </SelectField>
  );
}
