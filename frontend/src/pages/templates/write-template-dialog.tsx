import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextAreaField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";

type Props = { from?: { name: string; body: string; language: string }; onClose: () => void };

/** Keeps a text under a name; the same name with other words is a new version. */
export function WriteTemplateDialog({ from, onClose }: Props) {
  const { templates, wizard, common } = useText();
  const say = useToast();
  const [name, setName] = useState(from?.name ?? "");
  const [body, setBody] = useState(from?.body ?? "");
  const act = useAct("createTemplate", ["listTemplates", "readTemplate"]);
  return (
    <Dialog
      title={from ? templates.newVersion : templates.write}
      lead={templates.writeLead}
      isOpen
      onClose={onClose}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            {
              body: { name: name.trim(), body: body.trim(), ...(from && { language: from.language }) },
              idempotencyKey: crypto.randomUUID(),
            },
            {
              onSuccess: () => {
                say(templates.written);
                onClose();
              },
            },
          );
        }}
      >
        <TextField
          label={common.name}
          required
          maxLength={120}
          readOnly={from !== undefined}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <TextAreaField
          label={wizard.text}
          hint={templates.bodyHint}
          required
          maxLength={4_096}
          value={body}
          onChange={({ target }) => setBody(target.value)}
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
