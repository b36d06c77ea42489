import { Link } from "wouter";
import type { Answer } from "../../api/create-api.ts";
import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Badge, Card, Empty, PageHead } from "../../ui/surfaces.tsx";
import { SendStatus } from "../campaigns/send-status.tsx";
import { ContactActions } from "./contact-actions.tsx";

export type Contact = Answer<"readContact">;

/** One person: where they are reached, what they wished, what they were sent. */
export default function ContactPage({ contactId }: { contactId: string }) {
  const { contacts } = useText();
  const format = useFormat();
  const { data: contact, error, refetch } = useRead("readContact", { params: { contactId } });
  const name = contact && (contact.name ?? format.phone(contact.phone ?? "–"));
  useTitle(name);
  if (error && !contact) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!contact) return <PageLoading />;
  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/contacts">{contacts.title}</BackLink>}
        title={
          <span className="title-line">
            {name}{" "}
            {contact.optedOut ? (
              <Badge tone="warn">{contacts.optedOut}</Badge>
            ) : (
              <Badge tone="good">{contacts.mayReceive}</Badge>
            )}
          </span>
        }
      >
        <ContactActions contact={contact} />
      </PageHead>
      <div className="columns">
        <ContactFacts contact={contact} />
        <RecentSends contact={contact} />
      </div>
    </div>
  );
}

function ContactFacts({ contact }: { contact: Contact }) {
  const { contacts, settings } = useText();
  const format = useFormat();
  const { aliases, attributes, lists, optOuts, timeZone } = contact;
  return (
    <Card>
      <dl className="pairs">
        <dt>{contacts.addresses}</dt>
        <dd>
          <ul>
            {aliases.map(({ kind, value }) => (
              <li key={`${kind} ${value}`} className="figures">
                {kind === "phone" ? format.phone(value) : value}
                {kind !== "phone" && <span className="tiny muted"> {kind}</span>}
              </li>
            ))}
          </ul>
        </dd>
        {timeZone && (
          <>
            <dt>{settings.timeZone}</dt>
            <dd>{timeZone}</dd>
          </>
        )}
        {Object.entries(attributes).map(([name, value]) => (
          <div key={name} className="pair">
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
        <dt>{contacts.inLists}</dt>
        <dd>
          {lists.length === 0
            ? contacts.noLists
            : lists.map(({ id, name }) => (
                <Link key={id} href={`/lists/${id}`} className="list-link">
                  {name}
                </Link>
              ))}
        </dd>
        {optOuts.length > 0 && (
          <>
            <dt>{contacts.optOuts}</dt>
            <dd>
              <ul>
                {optOuts.map(({ kind, value, source, at, revokedAt }) => (
                  <li key={`${kind} ${value} ${at}`} className="small">
                    {format.moment(at)} · {contacts.source} {source}
                    {revokedAt && ` · ${contacts.revoked(format.moment(revokedAt))}`}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function RecentSends({ contact }: { contact: Contact }) {
  const { contacts, campaigns, common } = useText();
  const format = useFormat();
  return (
    <Card title={contacts.sends} flush>
      <PagedTable
        label={contacts.sends}
        items={contact.recentSends}
        keyOf={({ sendId }) => sendId}
        empty={<Empty title={contacts.noSends} />}
        links
        columns={[
          {
            head: campaigns.title,
            kind: "lead",
            cell: ({ campaignId, campaignName, reason }) => (
              <>
                {campaignId ? <Link href={`/campaigns/${campaignId}`}>{campaignName}</Link> : "–"}
                {reason && <p className="tiny muted">{reason}</p>}
              </>
            ),
          },
          { head: common.status, cell: ({ status }) => <SendStatus status={status} /> },
          { head: common.when, cell: ({ at }) => <span className="small figures">{format.moment(at)}</span> },
        ]}
      />
    </Card>
  );
}
