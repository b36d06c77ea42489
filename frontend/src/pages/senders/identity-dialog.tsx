import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Sender } from "./sender-list.tsx";

/** Renames a sender, or changes its account or its place in the order. */
export function IdentityDialog({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const { senderForm, common } = useText();
  const say = useToast();
  const [name, setName] = useState(sender.name);
  const [accountId, setAccountId] = useState(sender.accountId ?? "");
  const [priority, setPriority] = useState(sender.priority);
  const act = useAct("changeSender", ["readSender", "listSenders"]);
  const isMeta = sender.provider === "meta";
  return (
    <Dialog title={senderForm.editTitle} lead={sender.name} isOpen onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const body = {
            name: name.trim(),
            priority,
            ...(isMeta && { accountId: accountId.trim() || null }),
          };
          act.mutate(
            { params: { senderId: sender.id }, body },
            {
              onSuccess: () => {
                say(common.saved);
                onClose();
              },
            },
          );
        }}
      >
        <TextField
          label={senderForm.name}
          required
          maxLength={120}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        {isMeta && (
          <TextField
            label={senderForm.accountId}
            hint={senderForm.accountIdHint}
            optional
            maxLength={100}
            value={accountId}
            onChange={({ target }) => setAccountId(target.value)}
          />
        )}
        <NumberField
          label={senderForm.priority}
          hint={senderForm.priorityHint}
          min={0}
          max={10_000}
          step={1}
          required
          value={priority}
          onNumber={(value) => value !== null && setPriority(value)}
        />
        {act.error !== null && <ProblemNotice problem={act.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" busy={act.isPending}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
