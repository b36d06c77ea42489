import { useRef } from "react";
import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextAreaField, TextField } from "../../ui/field.tsx";
import type { StepProps } from "./audience-step.tsx";

const mediaKinds = ["image", "video", "document"] as const;

/** Free text with variables of the list, and an attachment. */
export function TextEditor({ draft, edit, showMissing }: StepProps) {
  const { wizard, common } = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useRead("readContactList", {
    params: { listId: draft.listId },
    isEnabled: draft.listId !== "",
  });
  const variables = [...new Set(["name", ...(list.data?.variables ?? [])])];

  function insert(snippet: string) {
    const { selectionStart = draft.text.length, selectionEnd = draft.text.length } = area.current ?? {};
    edit({ text: draft.text.slice(0, selectionStart) + snippet + draft.text.slice(selectionEnd) });
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(selectionStart + snippet.length, selectionStart + snippet.length);
    });
  }

  return (
    <>
      <TextAreaField
        ref={area}
        label={wizard.text}
        hint={wizard.textHint}
        error={showMissing && draft.text.trim() === "" ? common.required : undefined}
        rows={7}
        maxLength={4096}
        value={draft.text}
        onChange={(event) => edit({ text: event.target.value })}
      />
      <div className="row">
        <span className="small muted">{wizard.insert}</span>
        {variables.map((name) => (
          <Button key={name} small onClick={() => insert(`{{${name}}}`)}>
            <code>{`{{${name}}}`}</code>
          </Button>
        ))}
      </div>
      <details className="help">
        <summary>{wizard.helpTitle}</summary>
        <ul className="stack-s small soft">
          {Object.entries(wizard.help).map(([key, line]) => (
            <li key={key}>{line}</li>
          ))}
        </ul>
      </details>
      <SelectField
        label={wizard.media}
        value={draft.media?.kind ?? ""}
        onChange={(event) => {
          const kind = mediaKinds.find((one) => one === event.target.value);
          edit({ media: kind ? { kind, url: draft.media?.url ?? "" } : null });
        }}
      >
        <option value="">{wizard.noMedia}</option>
        {mediaKinds.map((kind) => (
          <option key={kind} value={kind}>
            {wizard.mediaKinds[kind]}
          </option>
        ))}
      </SelectField>
      {draft.media && (
        <TextField
          label={wizard.mediaUrl}
          hint={wizard.mediaUrlHint}
          error={showMissing && !/^https:\/\/\S+$/.test(draft.media.url) ? wizard.mediaUrlHint : undefined}
          type="url"
          placeholder="https://"
          value={draft.media.url}
          onChange={(event) =>
            draft.media && edit({ media: { ...draft.media, url: event.target.value.trim() } })
          }
        />
      )}
      {draft.media?.kind === "document" && (
        <TextField
          label={wizard.fileName}
          optional
          value={draft.media.filename ?? ""}
          onChange={(event) => {
            const { filename: _, ...media } = draft.media ?? { kind: "document" as const, url: "" };
            edit({ media: event.target.value ? { ...media, filename: event.target.value } : media });
          }}
        />
      )}
    </>
  );
}
