import { useState } from "react";
import type { Answer, Body } from "../../api/create-api.ts";
import { usePages } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Choices, SelectField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Notice } from "../../ui/surfaces.tsx";
import { ColumnMapping } from "./column-mapping.tsx";
import { PreviewRows } from "./preview-rows.tsx";

export type Preview = Answer<"previewImport">;
export type Columns = Body<"createImport">["mapping"]["columns"];
export type ImportTarget = Pick<Body<"createImport">, "mapping" | "listId" | "listName" | "defaultCountry">;

type Props = {
  file: File;
  preview: Preview;
  /** The list that the file was meant for. */
  listId: string | null;
  problem: unknown;
  isBusy: boolean;
  onCountry: (country: string) => void;
  onChange: () => void;
  onStart: (target: ImportTarget) => void;
};

/** What we make of a file, for a person to correct, and where its contacts go. */
export function ImportForm({ file, preview, listId, problem, isBusy, onCountry, onChange, onStart }: Props) {
  const { text, language } = useLanguage();
  const { imports } = text;
  const format = useFormat();
  const lists = usePages("listContactLists", { query: { limit: 200 } });
  const [columns, setColumns] = useState<Columns>(
    preview.columns.map(({ role, variable }) => ({ role, variable })),
  );
  const [kind, setKind] = useState<"new" | "existing">(listId ? "existing" : "new");
  const [listName, setListName] = useState(file.name.replace(/\.\w+$/, ""));
  const [existing, setExisting] = useState(listId ?? "");
  const [country, setCountry] = useState("55");
  const hasPhone = columns.some(({ role }) => role === "phone");
  const isReady = hasPhone && (kind === "new" ? listName.trim() !== "" : existing !== "");

  return (
    <form
      className="stack-l"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        const { hasHeader, separator } = preview;
        onStart({
          mapping: { hasHeader, separator, columns },
          defaultCountry: country,
          ...(kind === "new" ? { listName: listName.trim() } : { listId: existing }),
        });
      }}
    >
      <Card
        title={file.name}
        side={
          <Button small onClick={onChange}>
            {imports.change}
          </Button>
        }
      >
        <div className="stack">
          <p className="small muted">
            {format.fileSize(file.size)} · {preview.encoding} ·{" "}
            {preview.separator === "\t" ? "TAB" : preview.separator}
          </p>
          {(["error", "warning"] as const).map((severity) => {
            const found = preview.problems.filter((one) => one.severity === severity);
            return (
              found.length > 0 && (
                <Notice key={severity} tone={severity === "error" ? "bad" : "warn"}>
                  <ul className="stack-s">
                    {found.map((one) => (
                      <li key={one.code}>{language === "en" ? one.en : one.pt}</li>
                    ))}
                  </ul>
                </Notice>
              )
            );
          })}
        </div>
      </Card>
      <Card title={imports.steps.mapping} flush>
        <ColumnMapping preview={preview} columns={columns} onChange={setColumns} />
      </Card>
      <Card title={imports.firstRows} flush>
        <PreviewRows preview={preview} />
      </Card>
      <Card title={imports.target}>
        <div className="stack">
          <Choices
            legend={imports.target}
            name="target"
            value={kind}
            options={[
              { value: "new", label: imports.newList },
              { value: "existing", label: imports.existingList },
            ]}
            onChoose={setKind}
          />
          <div className="columns">
            {kind === "new" ? (
              <TextField
                label={imports.listName}
                required
                maxLength={120}
                value={listName}
                onChange={(event) => setListName(event.target.value)}
              />
            ) : (
              <SelectField
                label={imports.existingList}
                required
                value={existing}
                onChange={(event) => setExisting(event.target.value)}
              >
                <option value="">{text.wizard.chooseList}</option>
                {lists.items?.map(({ id, name, members }) => (
                  <option key={id} value={id}>
                    {name} ({format.number(members)})
                  </option>
                ))}
              </SelectField>
            )}
            <SelectField
              label={imports.country}
              value={country}
              onChange={(event) => {
                setCountry(event.target.value);
                onCountry(event.target.value);
              }}
            >
              {Object.entries(imports.countries).map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </SelectField>
          </div>
          {problem !== null && <ProblemNotice problem={problem} />}
          {!hasPhone && <Notice tone="warn">{imports.needPhone}</Notice>}
          <div className="row">
            <Button type="submit" look="primary" busy={isBusy} disabled={!isReady}>
              {imports.start}
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}
