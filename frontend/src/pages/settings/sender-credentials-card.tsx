import { Link } from "wouter";
import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { SenderStatus } from "../senders/sender-status.tsx";

/** The senders and how their credentials end: nobody sees more of them. */
export function SenderCredentialsCard() {
  const { settings, senders, common } = useText();
  const format = useFormat();
  const { data, error, refetch } = useRead("listSenders");
  return (
    <Card title={settings.senders} flush>
      <PagedTable
        label={settings.senders}
        items={data?.items}
        keyOf={({ id }) => id}
        problem={error}
        onRetry={() => void refetch()}
        links
        empty={<p className="card-body muted">{senders.emptyTitle}</p>}
        columns={[
          {
            head: common.name,
            kind: "lead",
            cell: ({ id, name, provider }) => (
              <>
                <Link href={`/senders/${id}`}>{name}</Link>
                <p className="tiny muted">{senders.providers[provider]}</p>
              </>
            ),
          },
          { head: common.status, cell: (sender) => <SenderStatus sender={sender} /> },
          {
            head: senders.credentials,
            cell: ({ hasCredentials, credentialsHint, credentialsSetAt }) =>
              hasCredentials ? (
                <span className="small">
                  {credentialsHint && credentialsSetAt
                    ? senders.credentialsSet(credentialsHint, format.date(credentialsSetAt))
                    : senders.credentialsKept}
                </span>
              ) : (
                <span className="small danger-text">{senders.noCredentials}</span>
              ),
          },
        ]}
      />
    </Card>
  );
}
