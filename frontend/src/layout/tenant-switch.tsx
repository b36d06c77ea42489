import { useText } from "../i18n/language.tsx";
import { useTenant } from "../tenant/tenant-context.ts";

/** Which tenant is shown; a name only, for who has one. */
export function TenantSwitch() {
  const text = useText();
  const { clientId, name, memberships, choose } = useTenant();
  if (memberships.length === 1) return <p className="tenant-name clip">{name}</p>;
  return (
    <select
      className="input tenant-select"
      aria-label={text.shell.changeClient}
      value={clientId}
      onChange={(event) => choose(event.target.value)}
    >
      {memberships.map((one) => (
        <option key={one.clientId} value={one.clientId}>
          {one.name}
        </option>
      ))}
    </select>
  );
}
