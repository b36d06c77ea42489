import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { SelectField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Notice } from "../../ui/surfaces.tsx";
import { SyncButton } from "../templates/sync-button.tsx";
import { qualityOf } from "../templates/template-status.tsx";
import type { StepProps } from "./audience-step.tsx";
import { TemplateFields } from "./template-fields.tsx";
import { TemplateNews } from "./template-news.tsx";
import { slotsOf } from "./template-slots.ts";

/** One of Meta's approved templates, and what goes into what it leaves open. */
export function TemplateEditor({ draft, edit, showMissing }: StepProps) {
  const { wizard, templates, common } = useText();
  const { data, error, refetch } = useRead("listTemplates", {
    query: { kind: "meta", status: "approved", limit: 200 },
  });
  const sender = useRead("readSender", { params: { senderId: draft.senderId } });
  const account = sender.data?.accountId ?? null;
  // Another account's templates are not this number's to send.
  const approved = (data?.items ?? []).filter(
    ({ accountId }) => account === null || accountId === null || accountId === account,
  );
  const isListed = approved.some(({ id }) => id === draft.templateId);
  function take(templateId: string) {
    const chosen = approved.find(({ id }) => id === templateId);
    edit(chosen ? slotsOf(chosen) : { templateId: "", parameters: [], header: null, buttons: [] });
  }
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && approved.length === 0 && <Notice tone="warn">{wizard.noTemplates}</Notice>}
      <SelectField
        label={wizard.template}
        error={showMissing && draft.templateId === "" ? common.required : undefined}
        value={draft.templateId}
        onChange={({ target }) => take(target.value)}
      >
        <option value="">{wizard.chooseTemplate}</option>
        {data && draft.templateId !== "" && !isListed && (
          <option value={draft.templateId}>{templates.chosenBefore}</option>
        )}
        {approved.map(({ id, name, language, quality }) => (
          <option key={id} value={id}>
            {name} ({language})
            {qualityOf(quality) !== "unknown" &&
              ` · ${wizard.quality} ${templates.qualities[qualityOf(quality)].toLowerCase()}`}
          </option>
        ))}
      </SelectField>
      <TemplateNews templateId={draft.templateId} onTake={take} />
      <div className="row">
        <SyncButton small senderId={draft.senderId} />
      </div>
      <TemplateFields draft={draft} edit={edit} showMissing={showMissing ?? false} />
    </>
  );
}
