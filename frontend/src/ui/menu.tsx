import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

type Item = {
  label: ReactNode;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
};

/** What else can be done, behind one button. */
export function Menu({
  trigger,
  items,
}: {
  trigger: ReactNode;
  items: readonly (Item | false | undefined)[];
}) {
  const shown = items.filter((item) => item !== false && item !== undefined);
  if (shown.length === 0) return null;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          {shown.map(({ label, icon, danger, disabled, onSelect }, index) => (
            <DropdownMenu.Item
              key={index}
              className={`menu-item${danger ? " menu-danger" : ""}`}
              disabled={disabled ?? false}
              onSelect={onSelect}
            >
              {icon}
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
