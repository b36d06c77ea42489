import { RefreshCw } from "lucide-react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Notice } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { StepProps } from "./audience-step.tsx";
import { placeholdersOf } from "./draft.ts";

/** One of Meta's approved templates, and what goes into its placeholders. */
export function TemplateEditor({ draft, edit, showMissing }: StepProps) {
  const { wizard, common } = useText();
  const format = useFormat();
  const say = useToast();
  const { data, error, refetch } = useRead("listTemplates", { query: { kind: "meta" } });
  const sync = useAct("syncTemplates", ["listTemplates"]);
  const approved = (data?.items ?? []).filter(({ status }) => /^approved$/i.test(status));
  const template = data?.items.find(({ id }) => id === draft.templateId);
  const placeholders = template ? placeholdersOf(template.body) : [];
  const missing = (value: string | undefined) =>
    showMissing && !value?.trim() ? common.required : undefined;
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && approved.length === 0 && <Notice tone="warn">{wizard.noTemplates}</Notice>}
      <SelectField
        label={wizard.template}
        error={missing(draft.templateId)}
        value={draft.templateId}
        onChange={(event) => {
          const chosen = approved.find(({ id }) => id === event.target.value);
          edit({
            templateId: event.target.value,
            parameters: chosen ? placeholdersOf(chosen.body).map(() => "") : [],
          });
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
      {placeholders.map((name, index) => (
        <TextField
          key={name}
          label={wizard.parameter(`{{${name}}}`)}
          hint={index === 0 ? wizard.parameterHint : undefined}
          error={missing(draft.parameters[index])}
          value={draft.parameters[index] ?? ""}
          onChange={(event) =>
            edit({
              parameters: placeholders.map((_, at) =>
                at === index ? event.target.value : (draft.parameters[at] ?? ""),
              ),
            })
          }
        />
      ))}
    </>
  );
}
