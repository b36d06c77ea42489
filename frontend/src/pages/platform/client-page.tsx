import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { TenantContext, tenantOf, useMe } from "../../tenant/tenant-context.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { Button } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { PageHead } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { ClientAudit } from "../audit/client-audit.tsx";
import { GeneralCard } from "../settings/general-card.tsx";
import { MembersCard } from "../settings/members-card.tsx";
import { ClientStatus } from "./client-status.tsx";

/** One tenant, as whoever runs the platform keeps it: its name, its members, whether it may send, who did what. */
export default function ClientPage({ clientId }: { clientId: string }) {
  const me = useMe();
  const acting = useMemo(() => {
    const membership = { clientId, slug: "", name: "", status: "active" as const, role: "owner" as const };
    return tenantOf(me, membership, () => {});
  }, [me, clientId]);
  return (
    // The cards of a tenant's own settings serve here too, for the tenant that is looked at.
    <TenantContext value={acting}>
      <Client />
    </TenantContext>
  );
}

function Client() {
  const { platform } = useText();
  const { data: client, error, refetch } = useRead("readClient");
  useTitle(client?.name);
  if (error && !client) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!client) return <PageLoading />;
  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/platform">{platform.title}</BackLink>}
        title={
          <span className="title-line">
            {client.name} <ClientStatus status={client.status} />
          </span>
        }
        lead={client.slug}
      >
        <SuspendButton isActive={client.status === "active"} name={client.name} />
      </PageHead>
      <GeneralCard />
      <MembersCard />
      <section className="stack">
        <h2>{platform.audit}</h2>
        <ClientAudit />
      </section>
    </div>
  );
}

function SuspendButton({ isActive, name }: { isActive: boolean; name: string }) {
  const { platform, senders } = useText();
  const say = useToast();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const suspend = useAct("suspendClient", ["readClient", "listAuditEvents"]);
  const activate = useAct("activateClient", ["readClient", "listAuditEvents"]);
  return (
    <>
      <Button look={isActive ? "quiet" : "primary"} onClick={() => setAsked(true)}>
        {isActive ? platform.suspend : platform.activate}
      </Button>
      <ReasonDialog
        title={isActive ? platform.suspendTitle(name) : platform.activateTitle(name)}
        lead={isActive ? platform.suspendText : platform.activateText}
        confirm={isActive ? platform.suspend : platform.activate}
        danger={isActive}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={async (reason) => {
          await (isActive ? suspend : activate).mutateAsync({ body: { reason } });
          void queries.invalidateQueries({ queryKey: ["platform"] });
          void queries.invalidateQueries({ queryKey: ["readMe"] });
          say(senders.done);
        }}
      />
    </>
  );
}
