import { TenantSwitch } from "./tenant-switch.tsx";

/** On a phone: whose things these are. */
export function TopBar() {
  return (
    <header className="top-bar">
      <img src="/icon.svg" alt="" width="26" height="26" />
      <TenantSwitch />
    </header>
  );
}
