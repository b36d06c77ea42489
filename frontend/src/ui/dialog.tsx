import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useText } from "../i18n/language.tsx";
import { Button } from "./button.tsx";

type Props = {
  title: ReactNode;
  lead?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
};

/** A question or form over the page: keeps the focus, ends with Escape, gives the focus back. */
export function Dialog({ title, lead, isOpen, onClose, wide, children }: Props) {
  const text = useText();
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className={`dialog${wide ? " dialog-wide" : ""}`}
          {...(!lead && { "aria-describedby": undefined })}
        >
          <div className="row-between dialog-head">
            <Radix.Title>{title}</Radix.Title>
            <Radix.Close asChild>
              <Button look="plain" small iconOnly aria-label={text.common.close}>
                <X aria-hidden="true" />
              </Button>
            </Radix.Close>
          </div>
          {lead && <Radix.Description className="soft">{lead}</Radix.Description>}
          <div className="dialog-main">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
