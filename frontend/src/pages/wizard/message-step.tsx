import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Choices } from "../../ui/field.tsx";
import { Card, Notice } from "../../ui/surfaces.tsx";
import type { StepProps } from "./audience-step.tsx";
import { MessageCheck } from "./message-check.tsx";
import { TemplateEditor } from "./template-editor.tsx";
import { TextEditor } from "./text-editor.tsx";

const kinds = ["text", "meta"] as const;

/** What is said; beside it how it arrives, and what the check found. */
export function MessageStep({ draft, edit, showMissing }: StepProps) {
  const { wizard } = useText();
  const sender = useRead("readSender", {
    params: { senderId: draft.senderId },
    isEnabled: draft.senderId !== "",
  });
  const isOfficial = sender.data?.provider === "meta";
  return (
    <div className="columns wizard-columns">
      <Card>
        <div className="stack">
          {isOfficial && (
            <>
              <Choices
                legend={wizard.kind}
                name="kind"
                value={draft.kind}
                options={kinds.map((value) => ({ value, label: wizard.kinds[value] }))}
                onChoose={(kind) => edit({ kind })}
              />
              {draft.kind === "text" && <Notice>{wizard.kindHint}</Notice>}
            </>
          )}
          {draft.kind === "text" ? (
            <TextEditor draft={draft} edit={edit} showMissing={showMissing ?? false} />
          ) : (
            <TemplateEditor draft={draft} edit={edit} showMissing={showMissing ?? false} />
          )}
        </div>
      </Card>
      <Card title={wizard.preview}>
        <MessageCheck draft={draft} />
      </Card>
    </div>
  );
}
