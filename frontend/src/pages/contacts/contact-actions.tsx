import { Ban, Eraser, MoreHorizontal, Undo2 } from "lucide-react";
import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Contact } from "./contact-page.tsx";

type Action = "optOut" | "optIn" | "erase";
const changes = ["readContact", "listContacts", "listListMembers"] as const;

/** A person's wishes, as somebody here notes them; each with its reason. */
export function ContactActions({ contact }: { contact: Contact }) {
  const { contacts, common } = useText();
  const say = useToast();
  const { mayWrite } = useTenant();
  const [asked, setAsked] = useState<Action>();
  const acts = {
    optOut: useAct("optContactOut", changes),
    optIn: useAct("optContactIn", changes),
    erase: useAct("eraseContact", changes),
  };
  if (!mayWrite || contact.erasedAt) return null;
  const action = asked ?? "optOut";
  return (
    <>
      <Button onClick={() => setAsked(contact.optedOut ? "optIn" : "optOut")}>
        {contact.optedOut ? <Undo2 aria-hidden="true" /> : <Ban aria-hidden="true" />}
        {contact.optedOut ? contacts.optIn : contacts.optOut}
      </Button>
      <Menu
        trigger={
          <Button iconOnly aria-label={common.actions}>
            <MoreHorizontal aria-hidden="true" />
          </Button>
        }
        items={[
          {
            label: contacts.erase,
            icon: <Eraser aria-hidden="true" />,
            danger: true,
            onSelect: () => setAsked("erase"),
          },
        ]}
      />
      <ReasonDialog
        title={contacts[`${action}Title`]}
        lead={contacts[`${action}Text`]}
        confirm={contacts[action]}
        danger={action === "erase"}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={async (reason) => {
          await acts[action].mutateAsync({ params: { contactId: contact.id }, body: { reason } });
          say(contacts.done);
        }}
      />
    </>
  );
}
