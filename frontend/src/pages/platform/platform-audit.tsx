import { useState } from "react";
import { usePlatformPages } from "../../api/use-platform.ts";
import { ActionFilter } from "../audit/audit-filter.tsx";
import { AuditTable } from "../audit/audit-table.tsx";

/** Who did what on the platform itself. */
export function PlatformAudit() {
  const [action, setAction] = useState("");
  const { items, problem, refetch, more } = usePlatformPages(
    "listPlatformAuditEvents",
    {},
    { query: { limit: 25, ...(action && { action }) } },
  );
  return (
    <section className="card">
      <div className="filters">
        <ActionFilter value={action} onChange={setAction} />
      </div>
      <AuditTable events={items} problem={problem} onRetry={refetch} more={more} />
    </section>
  );
}
