import { useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Notice, PageHead } from "../../ui/surfaces.tsx";
import { ClientAudit } from "./client-audit.tsx";

/** Who did what in this tenant; for its owners. */
export default function AuditPage() {
  const { audit, settings } = useText();
  useTitle(audit.title);
  const { isOwner } = useTenant();
  return (
    <div className="stack-l">
      <PageHead title={audit.title} lead={audit.lead} />
      {isOwner ? <ClientAudit links /> : <Notice>{settings.ownersOnly}</Notice>}
    </div>
  );
}
