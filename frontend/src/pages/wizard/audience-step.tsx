import { usePages, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Notice } from "../../ui/surfaces.tsx";
import { SenderRule } from "../senders/sender-rule.tsx";
import type { Draft } from "./draft.ts";

export type StepProps = { draft: Draft; edit: (part: Partial<Draft>) => void; showMissing?: boolean };

/** Who receives it, and from which number. */
export function AudienceStep({ draft, edit, showMissing }: StepProps) {
  const { wizard, common, senders: words } = useText();
  const format = useFormat();
  const lists = usePages("listContactLists", { query: { limit: 200 } });
  const senders = useRead("listSenders");
  const limits = useRead("listSenderLimits");
  const rule = limits.data?.items.find(({ senderId }) => senderId === draft.senderId);
  const missing = (value: string) => (showMissing && value.trim() === "" ? common.required : undefined);
  const problem = lists.problem ?? senders.error;
  return (
    <Card>
      <div className="stack">
        {problem && <ProblemNotice problem={problem} onRetry={lists.refetch} />}
        <TextField
          label={wizard.name}
          hint={wizard.nameHint}
          error={missing(draft.name)}
          maxLength={120}
          value={draft.name}
          onChange={(event) => edit({ name: event.target.value })}
        />
        {lists.items?.length === 0 && (
          <Notice action={<ButtonLink href="/lists/import">{wizard.importFirst}</ButtonLink>}>
            {wizard.noLists}
          </Notice>
        )}
        <SelectField
          label={wizard.list}
          error={missing(draft.listId)}
          value={draft.listId}
          onChange={(event) => edit({ listId: event.target.value })}
        >
          <option value="">{wizard.chooseList}</option>
          {lists.items?.map(({ id, name, members }) => (
            <option key={id} value={id}>
              {name} · {common.contacts(members, format.number(members))}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={wizard.sender}
          error={missing(draft.senderId)}
          value={draft.senderId}
          onChange={(event) => edit({ senderId: event.target.value })}
        >
          <option value="">{wizard.chooseSender}</option>
          {senders.data?.items.map(({ id, name, provider, status }) => (
            <option key={id} value={id} disabled={status === "disabled"}>
              {name} · {words.providers[provider]}
              {status === "active" ? "" : ` · ${words.status[status]}`}
            </option>
          ))}
        </SelectField>
        {rule && <SenderRule limits={rule} />}
      </div>
    </Card>
  );
}
