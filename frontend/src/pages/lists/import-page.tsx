import { useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { answerKey, useAct, usePages } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { isUnderWay } from "../../live/import-progress.ts";
import { useImport } from "../../live/use-import.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { StackedBar } from "../../ui/stacked-bar.tsx";
import { Card, Notice, PageHead } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { type Import, ImportStatus } from "./import-status.tsx";

const refusedMs = 3_000;

/** How far an import is, what it did, and the rows that it refused. */
export default function ImportPage({ importId }: { importId: string }) {
  const { text, language } = useLanguage();
  const { imports } = text;
  const say = useToast();
  const { mayWrite, clientId } = useTenant();
  const queries = useQueryClient();
  const params = { importId };
  const { data, error, refetch } = useImport(importId);
  const cancel = useAct("cancelImport", ["readImport", "listImports"]);
  useTitle(data?.fileName);
  const isDone = data?.status === "done";
  useEffect(() => {
    if (isDone) void queries.invalidateQueries({ queryKey: answerKey(clientId, "listContactLists") });
  }, [isDone, queries, clientId]);
  if (error && !data) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageLoading />;
  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/lists">{text.lists.title}</BackLink>}
        title={
          <span className="title-line">
            {data.fileName} <ImportStatus status={data.status} />
          </span>
        }
        lead={data.listName}
      >
        {mayWrite && isUnderWay(data) && (
          <Button
            busy={cancel.isPending}
            onClick={() => cancel.mutate({ params }, { onSuccess: () => say(imports.cancelled) })}
          >
            {imports.cancel}
          </Button>
        )}
        {isDone && data.listId && (
          <ButtonLink look="primary" href={`/lists/${data.listId}`}>
            {imports.openList}
          </ButtonLink>
        )}
        {mayWrite && !isUnderWay(data) && <ButtonLink href="/lists/import">{imports.another}</ButtonLink>}
      </PageHead>
      {data.problem && (
        <Notice tone="bad">
          <p className="strong">{imports.failedTitle}</p>
          <p>{language === "en" ? data.problem.detailEn : data.problem.detail}</p>
        </Notice>
      )}
      <ImportFigures data={data} />
      {data.refused > 0 && (
        <RefusedRows importId={importId} fileName={data.fileName} isDone={!isUnderWay(data)} />
      )}
    </div>
  );
}

function ImportFigures({ data }: { data: Import }) {
  const { text } = useLanguage();
  const { imports } = text;
  const format = useFormat();
  const share = data.bytes ? Math.min(1, data.bytesRead / data.bytes) : data.status === "done" ? 1 : 0;
  const figures = [
    [imports.rows, data.rows],
    [imports.accepted, data.ready],
    [imports.refused, data.refused],
    [imports.duplicates, data.duplicates],
    [imports.added, data.added],
    [imports.newContacts, data.newContacts],
    [imports.alreadyListed, data.alreadyListed],
    [imports.optedOut, data.optedOut],
  ] as const;
  return (
    <Card>
      <div className="stack">
        {isUnderWay(data) && (
          <>
            <p role="status" className="small soft">
              {imports.status[data.status]} · {format.percent(Math.floor(share * 10) / 10)}
            </p>
            <StackedBar
              total={100}
              label={imports.steps.progress}
              parts={[{ key: "accent", value: Math.round(share * 100), label: "" }]}
            />
            <p className="tiny muted">{imports.nothingYet}</p>
          </>
        )}
        <dl className="facts">
          {figures.map(
            ([label, value]) =>
              value !== null && (
                <div key={label} className="fact">
                  <dt>{label}</dt>
                  <dd className="figures result-figure">{format.number(value)}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
    </Card>
  );
}

function RefusedRows({
  importId,
  fileName,
  isDone,
}: {
  importId: string;
  fileName: string;
  isDone: boolean;
}) {
  const { text, language } = useLanguage();
  const { imports, common } = text;
  const say = useToast();
  const [isBusy, setBusy] = useState(false);
  const { items, problem, refetch, more } = usePages("listRefusedRows", {
    params: { importId },
    query: { limit: 25 },
    everyMs: isDone ? false : refusedMs,
  });
  const report = useAct("downloadImportReport");
  async function download() {
    setBusy(true);
    try {
      saveFile(
        await report.mutateAsync({ params: { importId } }),
        `${fileName.replace(/\.\w+$/, "")}-recusadas.csv`,
      );
      say(common.exported);
    } catch {
      say(common.unknownError, { isBad: true });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card
      title={imports.refusedTitle}
      flush
      side={
        <Button small busy={isBusy} disabled={!isDone} onClick={() => void download()}>
          <Download aria-hidden="true" />
          {imports.report}
        </Button>
      }
    >
      <p className="card-note small muted">{imports.refusedHint}</p>
      <PagedTable
        label={imports.refusedTitle}
        items={items}
        keyOf={({ line }) => String(line)}
        problem={problem}
        onRetry={refetch}
        more={more}
        empty={null}
        columns={[
          {
            head: imports.why,
            kind: "lead",
            cell: ({ reason }) => <span className="strong">{language === "en" ? reason.en : reason.pt}</span>,
          },
          { head: imports.line, kind: "number", cell: ({ line }) => line },
          {
            head: imports.content,
            cell: ({ cells }) => (
              <span className="small muted">{cells.map((cell) => cell || "–").join(" · ")}</span>
            ),
          },
        ]}
      />
    </Card>
  );
}
