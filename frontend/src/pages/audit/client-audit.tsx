import { useState } from "react";
import { usePages, useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { SelectField } from "../../ui/field.tsx";
import { ActionFilter } from "./audit-filter.tsx";
import { AuditTable } from "./audit-table.tsx";

/** Who did what in a tenant, of one person or one kind where that is asked. */
export function ClientAudit({ links }: { links?: boolean }) {
  const { audit, common } = useText();
  const [action, setAction] = useState("");
  const [by, setBy] = useState("");
  const members = useRead("listMembers");
  const { items, problem, refetch, more } = usePages("listAuditEvents", {
    query: { limit: 25, ...(action && { action }), ...(by && { by }) },
  });
  return (
    <section className="card">
      <div className="filters">
        <ActionFilter value={action} onChange={setAction} />
        <SelectField label={audit.who} value={by} onChange={({ target }) => setBy(target.value)}>
          <option value="">{common.all}</option>
          {members.data?.items.map(({ userId, email }) => (
            <option key={userId} value={userId}>
              {email ?? userId}
            </option>
          ))}
        </SelectField>
      </div>
      <AuditTable events={items} problem={problem} onRetry={refetch} more={more} {...(links && { links })} />
    </section>
  );
}
