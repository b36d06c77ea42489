import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";

type Props = { list: { id: string; name: string }; isOpen: boolean; onClose: () => void };

/** Gives a list another name. */
export function RenameDialog({ list, isOpen, onClose }: Props) {
  const { lists } = useText();
  return (
    <Dialog title={lists.rename} isOpen={isOpen} onClose={onClose}>
      {isOpen && <RenameForm list={list} onClose={onClose} />}
    </Dialog>
  );
}

function RenameForm({ list, onClose }: Omit<Props, "isOpen">) {
  const { imports, common } = useText();
  const say = useToast();
  const [name, setName] = useState(list.name);
  const act = useAct("renameContactList", ["readContactList", "listContactLists"]);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(
          { params: { listId: list.id }, body: { name: name.trim() } },
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
        label={imports.listName}
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {act.error !== null && <ProblemNotice problem={act.error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" look="primary" busy={act.isPending}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}
