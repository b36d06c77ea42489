import { FileUp, ListChecks } from "lucide-react";
import { Link } from "wouter";
import { usePages } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Card, Empty, PageHead } from "../../ui/surfaces.tsx";
import { ImportStatus } from "./import-status.tsx";

const refetchMs = 15_000;

/** The lists, and the files that were imported. */
export default function ListList() {
  const text = useText();
  const format = useFormat();
  const { mayWrite } = useTenant();
  useTitle(text.lists.title);
  const lists = usePages("listContactLists", { query: { limit: 25 } });
  const button = mayWrite && (
    <ButtonLink look="primary" href="/lists/import">
      <FileUp aria-hidden="true" />
      {text.lists.import}
    </ButtonLink>
  );
  return (
    <div className="stack-l">
      <PageHead title={text.lists.title}>{button}</PageHead>
      <section className="card">
        <PagedTable
          label={text.lists.title}
          items={lists.items}
          keyOf={({ id }) => id}
          problem={lists.problem}
          onRetry={lists.refetch}
          more={lists.more}
          links
          empty={
            <Empty icon={ListChecks} title={text.lists.emptyTitle} action={button}>
              {text.lists.empty}
            </Empty>
          }
          columns={[
            {
              head: text.common.name,
              kind: "lead",
              cell: ({ id, name }) => <Link href={`/lists/${id}`}>{name}</Link>,
            },
            { head: text.lists.members, kind: "number", cell: ({ members }) => format.number(members) },
            {
              head: text.common.updated,
              cell: ({ updatedAt }) => <span className="small soft">{format.moment(updatedAt)}</span>,
            },
          ]}
        />
      </section>
      <RecentImports />
    </div>
  );
}

function RecentImports() {
  const text = useText();
  const format = useFormat();
  const { items, problem, refetch, more } = usePages("listImports", {
    query: { limit: 8 },
    everyMs: refetchMs,
  });
  return (
    <Card title={text.lists.imports} flush>
      <PagedTable
        label={text.lists.imports}
        items={items}
        keyOf={({ id }) => id}
        problem={problem}
        onRetry={refetch}
        more={more}
        links
        empty={<Empty title={text.lists.noImports} />}
        columns={[
          {
            head: text.imports.steps.file,
            kind: "lead",
            cell: ({ id, fileName, listName }) => (
              <>
                <Link href={`/lists/imports/${id}`}>{fileName}</Link>
                <p className="tiny muted">{listName}</p>
              </>
            ),
          },
          { head: text.common.status, cell: ({ status }) => <ImportStatus status={status} /> },
          { head: text.imports.accepted, kind: "number", cell: ({ ready }) => format.number(ready) },
          {
            head: text.imports.refused,
            kind: "number",
            cell: ({ refused }) => (
              <span className={refused > 0 ? "danger-text" : ""}>{format.number(refused)}</span>
            ),
          },
          {
            head: text.common.when,
            cell: ({ createdAt }) => <span className="small soft">{format.moment(createdAt)}</span>,
          },
        ]}
      />
    </Card>
  );
}
