import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, PageHead, Skeleton } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { ChooseFile } from "./choose-file.tsx";
import { ImportForm, type ImportTarget, type Preview } from "./import-form.tsx";

/** As many bytes as the API looks at; it guesses from them as the import will. */
const previewBytes = 4 * 65_536;
const uploadTimeoutMs = 30 * 60_000;

/** A file becomes contacts: choose it, look at what we make of it, say where they go. */
export default function ImportNew() {
  const text = useText();
  const say = useToast();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const [file, setFile] = useState<File>();
  const [seen, setSeen] = useState<Preview>();
  const preview = useAct("previewImport");
  const create = useAct("createImport", ["listImports"]);
  const upload = useAct("uploadImportFile", [
    "listImports",
    "listContactLists",
    "readContactList",
    "readImport",
  ]);
  useTitle(text.imports.title);

  function look(chosen: File, defaultCountry: string) {
    setFile(chosen);
    preview.mutate(
      {
        query: { isWhole: String(chosen.size <= previewBytes), defaultCountry },
        body: chosen.slice(0, previewBytes),
      },
      { onSuccess: setSeen },
    );
  }

  async function start(target: ImportTarget) {
    if (!file) return;
    const { id } = await create.mutateAsync({
      body: { name: file.name, bytes: file.size, ...target },
      idempotencyKey: crypto.randomUUID(),
    });
    // It goes on while the next page shows how far it is.
    upload.mutate(
      { params: { importId: id }, body: file, timeoutMs: uploadTimeoutMs },
      { onError: () => say(text.imports.failedTitle, { isBad: true }) },
    );
    navigate(`/lists/imports/${id}`);
  }

  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/lists">{text.lists.title}</BackLink>}
        title={text.imports.title}
        lead={text.imports.nothingYet}
      />
      {(!file || preview.error !== null) && <ChooseFile onChoose={(chosen) => look(chosen, "55")} />}
      {preview.error !== null && <ProblemNotice problem={preview.error} />}
      {file && preview.isPending && !seen && (
        <Card>
          <p className="muted" role="status">
            {text.imports.reading}
          </p>
          <Skeleton lines={5} height="1.5rem" />
        </Card>
      )}
      {file && seen && preview.error === null && (
        <ImportForm
          key={`${file.name} ${file.lastModified}`}
          file={file}
          preview={seen}
          listId={search.get("list")}
          problem={create.error}
          isBusy={create.isPending}
          onCountry={(country) => look(file, country)}
          onChange={() => {
            setFile(undefined);
            setSeen(undefined);
            preview.reset();
          }}
          onStart={(target) => void start(target).catch(() => {})}
        />
      )}
    </div>
  );
}
