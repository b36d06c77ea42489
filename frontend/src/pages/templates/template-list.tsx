import { FileText, Plus } from "lucide-react";
import { useState } from "react";
import { usePages } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/field.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Empty, PageHead } from "../../ui/surfaces.tsx";
import { SyncButton } from "./sync-button.tsx";
import { TemplateDialog } from "./template-dialog.tsx";
import { TemplateQuality, TemplateStatus } from "./template-status.tsx";
import { WriteTemplateDialog } from "./write-template-dialog.tsx";

const kinds = ["all", "meta", "text"] as const;

/** What may be sent: Meta's templates with their state and quality, and texts of one's own. */
export default function TemplateList() {
  const { templates, common, wizard } = useText();
  const format = useFormat();
  useTitle(templates.title);
  const { mayWrite } = useTenant();
  const [kind, setKind] = useState<(typeof kinds)[number]>("all");
  const [shown, setShown] = useState<string>();
  const [isWriting, setWriting] = useState(false);
  const { items, problem, refetch, more } = usePages("listTemplates", {
    query: { limit: 50, ...(kind !== "all" && { kind }) },
  });
  return (
    <div className="stack-l">
      <PageHead title={templates.title} lead={templates.lead}>
        {mayWrite && <SyncButton />}
        {mayWrite && (
          <Button look="primary" onClick={() => setWriting(true)}>
            <Plus aria-hidden="true" />
            {templates.write}
          </Button>
        )}
      </PageHead>
      <section className="card">
        <div className="filters">
          <Choices
            legend={wizard.kind}
            name="kind"
            value={kind}
            options={kinds.map((value) => ({ value, label: templates.kinds[value] }))}
            onChoose={setKind}
          />
        </div>
        <PagedTable
          label={templates.title}
          items={items}
          keyOf={({ id }) => id}
          problem={problem}
          onRetry={refetch}
          more={more}
          empty={
            <Empty icon={FileText} title={templates.emptyTitle}>
              {templates.empty}
            </Empty>
          }
          columns={[
            {
              head: common.name,
              kind: "lead",
              cell: ({ id, name, language, category }) => (
                <>
                  <button type="button" className="link-button strong" onClick={() => setShown(id)}>
                    {name}
                  </button>
                  <p className="tiny muted">
                    {[language, category?.toLowerCase()].filter(Boolean).join(" · ")}
                  </p>
                </>
              ),
            },
            {
              head: wizard.kind,
              cell: ({ kind: one }) => <span className="small">{templates.kinds[one]}</span>,
            },
            {
              head: common.status,
              cell: (template) => template.kind === "meta" && <TemplateStatus template={template} />,
            },
            {
              head: templates.quality,
              cell: (template) => template.kind === "meta" && <TemplateQuality quality={template.quality} />,
            },
            {
              head: templates.synced,
              cell: ({ syncedAt, updatedAt }) => (
                <time
                  className="small figures"
                  dateTime={syncedAt ?? updatedAt}
                  title={format.exact(syncedAt ?? updatedAt)}
                >
                  {format.moment(syncedAt ?? updatedAt)}
                </time>
              ),
            },
          ]}
        />
      </section>
      {shown && <TemplateDialog templateId={shown} onClose={() => setShown(undefined)} />}
      {isWriting && <WriteTemplateDialog onClose={() => setWriting(false)} />}
    </div>
  );
}
