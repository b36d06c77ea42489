import { Building2, Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { usePlatformPages } from "../../api/use-platform.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Card, Empty } from "../../ui/surfaces.tsx";
import { ClientStatus } from "./client-status.tsx";
import { NewClientDialog } from "./new-client-dialog.tsx";

/** All tenants of the platform. */
export function ClientTable() {
  const { platform, common } = useText();
  const format = useFormat();
  const [isMaking, setMaking] = useState(false);
  const { items, problem, refetch, more } = usePlatformPages("listClients", {}, { query: { limit: 50 } });
  return (
    <Card
      title={platform.clients}
      flush
      side={
        <Button small look="primary" onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" />
          {platform.newClient}
        </Button>
      }
    >
      <PagedTable
        label={platform.clients}
        items={items}
        keyOf={({ id }) => id}
        problem={problem}
        onRetry={refetch}
        more={more}
        links
        empty={<Empty icon={Building2} title={platform.noClients} />}
        columns={[
          {
            head: common.name,
            kind: "lead",
            cell: ({ id, name, slug }) => (
              <>
                <Link href={`/platform/clients/${id}`}>{name}</Link>
                <p className="tiny muted mono">{slug}</p>
              </>
            ),
          },
          { head: common.status, cell: ({ status }) => <ClientStatus status={status} /> },
          {
            head: platform.since,
            cell: ({ createdAt }) => <span className="small soft">{format.date(createdAt)}</span>,
          },
        ]}
      />
      <NewClientDialog isOpen={isMaking} onClose={() => setMaking(false)} />
    </Card>
  );
}
