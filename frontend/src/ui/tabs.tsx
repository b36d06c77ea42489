import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useFormat } from "../i18n/language.tsx";

type Tab = { value: string; label: string; count?: number | undefined; content: ReactNode };

/** Views of one thing; arrow keys go from one to the next. */
export function Tabs({
  tabs,
  value,
  onChange,
}: {
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
}) {
  const format = useFormat();
  const shown = tabs.some((tab) => tab.value === value) ? value : tabs[0]?.value;
  return (
    <Radix.Root value={shown ?? ""} onValueChange={onChange} className="stack">
      <Radix.List className="tabs-list">
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className="tab">
            {tab.label}
            {tab.count ? <span className="count figures">{format.number(tab.count)}</span> : null}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value}>
          {tab.value === shown && tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
