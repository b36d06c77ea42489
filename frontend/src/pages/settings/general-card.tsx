import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../api/create-api.ts";
import { useAct, useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Skeleton } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";

const brazilian = ["America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha"];

/** Name, language and time zone of the tenant. */
export function GeneralCard() {
  const text = useText();
  const { data, error, refetch } = useRead("readClient");
  return (
    <Card title={text.settings.general}>
      {error && !data && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={3} height="2rem" />}
      {data && <GeneralForm client={data} />}
    </Card>
  );
}

function GeneralForm({ client }: { client: Answer<"readClient"> }) {
  const { settings, common } = useText();
  const say = useToast();
  const queries = useQueryClient();
  const { isOwner } = useTenant();
  const [name, setName] = useState(client.name);
  const [language, setLanguage] = useState(client.settings.language ?? "pt-BR");
  const [timeZone, setTimeZone] = useState(client.settings.timeZone ?? "America/Sao_Paulo");
  const act = useAct("changeClient", ["readClient"]);
  const zones = [...new Set([...brazilian, timeZone, ...Intl.supportedValuesOf("timeZone")])];
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(
          { body: { name: name.trim(), settings: { language, timeZone } } },
          {
            onSuccess: () => {
              say(common.saved);
              void queries.invalidateQueries({ queryKey: ["readMe"] });
            },
          },
        );
      }}
    >
      <div className="columns">
        <TextField
          label={settings.clientName}
          required
          maxLength={120}
          disabled={!isOwner}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label={settings.clientLanguage}
          hint={settings.clientLanguageHint}
          disabled={!isOwner}
          value={language}
          onChange={(event) => setLanguage(event.target.value === "en" ? "en" : "pt-BR")}
        >
          <option value="pt-BR">Português</option>
          <option value="en">English</option>
        </SelectField>
        <SelectField
          label={settings.timeZone}
          hint={settings.timeZoneHint}
          disabled={!isOwner}
          value={timeZone}
          onChange={(event) => setTimeZone(event.target.value)}
        >
          {zones.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </SelectField>
      </div>
      {act.error !== null && <ProblemNotice problem={act.error} />}
      {isOwner ? (
        <div className="row">
          <Button type="submit" look="primary" busy={act.isPending}>
            {common.save}
          </Button>
        </div>
      ) : (
        <p className="small muted">{settings.ownersOnly}</p>
      )}
    </form>
  );
}
