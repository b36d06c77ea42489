import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
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
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className={`dialog${wide ? " dialog-wide" : ""}`}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveFocusBack(opener.current);
          }}
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

/** What opened it may be gone by now: a menu, a row. Then the page itself is where one goes on. */
function giveFocusBack(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  const target = isThere ? opener : document.getElementById("main");
  target?.focus({ preventScroll: true });
}
