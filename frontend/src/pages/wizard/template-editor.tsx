import { RefreshCw } from "lucide-react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Notice } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { StepProps } from "./audience-step.tsx";
import { TemplateFields } from "./template-fields.tsx";
import { slotsOf } from "./template-slots.ts";

/** One of Meta's approved templates, and what goes into what it leaves open. */
export function TemplateEditor({ draft, edit, showMissing }: StepProps) {
  const { wizard, common } = useText();
  const format = useFormat();
  const say = useToast();
  const { data, error, refetch } = useRead("listTemplates", {
    query: { kind: "meta", status: "approved", limit: 200 },
  });
  const sync = useAct("syncTemplates", ["listTemplates", "listCampaigns"]);
  const approved = data?.items ?? [];
  const clear = { templateId: "", parameters: [], header: null, buttons: [] };
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && approved.length === 0 && <Notice tone="warn">{wizard.noTemplates}</Notice>}
      <SelectField
        label={wizard.template}
        error={showMissing && draft.templateId === "" ? common.required : undefined}
        value={draft.templateId}
        onChange={(event) => {
          const chosen = approved.find(({ id }) => id === event.target.value);
          edit(chosen ? slotsOf(chosen) : clear);
        }}
      >
        <option value="">{wizard.chooseTemplate}</option>
        {approved.map(({ id, name, language, quality }) => (
          <option key={id} value={id}>
            {name} ({language}){quality ? ` · ${wizard.quality} ${quality}` : ""}
          </option>
        ))}
      </SelectField>
      <div className="row">
        <Button
          small
          busy={sync.isPending}
          onClick={() =>
            sync.mutate(
              { body: { senderId: draft.senderId } },
              {
                onSuccess: ({ added, changed, removed }) =>
                  say(wizard.synced(format.number(added), format.number(changed), format.number(removed))),
              },
            )
          }
        >
          <RefreshCw aria-hidden="true" />
          {wizard.sync}
        </Button>
      </div>
      {sync.error !== null && <ProblemNotice problem={sync.error} />}
      <TemplateFields draft={draft} edit={edit} showMissing={showMissing ?? false} />
    </>
  );
}
