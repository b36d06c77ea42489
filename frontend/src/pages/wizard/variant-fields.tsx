import { Trash2 } from "lucide-react";
import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/field.tsx";
import type { StepProps } from "./audience-step.tsx";
import { MessageCheck } from "./message-check.tsx";
import { TemplateEditor } from "./template-editor.tsx";
import { TextEditor } from "./text-editor.tsx";

type Props = StepProps & { name: string; onRemove?: () => void };
const kinds = ["text", "meta"] as const;

/** One of the other messages of a test, and how it arrives. */
export function VariantFields({ name, draft, edit, showMissing, onRemove }: Props) {
  const { variants: words, wizard } = useText();
  const sender = useRead("readSender", { params: { senderId: draft.senderId } });
  return (
    <fieldset className="plain-fieldset variant">
      <legend className="row-between">
        <span className="strong">{words.variant(name)}</span>
      </legend>
      <div className="columns wizard-columns">
        <div className="stack">
          {sender.data?.provider === "meta" && (
            <Choices
              legend={`${words.variant(name)}: ${wizard.kind}`}
              name={`kind-${name}`}
              value={draft.kind}
              options={kinds.map((value) => ({ value, label: wizard.kinds[value] }))}
              onChoose={(kind) => edit({ kind })}
            />
          )}
          {draft.kind === "text" ? (
            <TextEditor draft={draft} edit={edit} showMissing={showMissing ?? false} />
          ) : (
            <TemplateEditor draft={draft} edit={edit} showMissing={showMissing ?? false} />
          )}
          {onRemove && (
            <div className="row">
              <Button small onClick={onRemove}>
                <Trash2 aria-hidden="true" />
                {words.remove(name)}
              </Button>
            </div>
          )}
        </div>
        <MessageCheck draft={draft} />
      </div>
    </fieldset>
  );
}
