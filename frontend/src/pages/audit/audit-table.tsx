import { ScrollText } from "lucide-react";
import { Link } from "wouter";
import type { Answer } from "../../api/create-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Empty } from "../../ui/surfaces.tsx";
import { auditDetails, auditSubject } from "./audit-details.ts";

export type AuditEvent = Answer<"listAuditEvents">["items"][number];
type Props = {
  events: readonly AuditEvent[] | undefined;
  problem: unknown;
  onRetry: () => void;
  more: { isBusy: boolean; load: () => void } | undefined;
  /** Whether the things that events are about can be opened from here. */
  links?: boolean;
};

/** Who did what, when, and what they said about it. */
export function AuditTable({ events, problem, onRetry, more, links }: Props) {
  const { audit, common } = useText();
  const format = useFormat();
  return (
    <PagedTable
      label={audit.title}
      items={events}
      keyOf={({ id }) => String(id)}
      problem={problem}
      onRetry={onRetry}
      more={more}
      empty={<Empty icon={ScrollText} title={audit.empty} />}
      columns={[
        {
          head: audit.what,
          kind: "lead",
          cell: (event) => <What event={event} href={links ? auditSubject(event) : undefined} />,
        },
        {
          head: audit.details,
          cell: ({ details }) => <Details details={details} />,
        },
        {
          head: audit.who,
          cell: ({ actorEmail, actor }) => <span className="small">{actorEmail ?? actor}</span>,
        },
        {
          head: common.when,
          cell: ({ at }) => (
            <time className="small figures" dateTime={at} title={format.exact(at)}>
              {format.moment(at)}
            </time>
          ),
        },
      ]}
    />
  );
}

function What({ event, href }: { event: AuditEvent; href: string | undefined }) {
  const { audit } = useText();
  const words = audit.actions[event.action] ?? event.action;
  return (
    <span className="strong">
      {words}
      {href && (
        <>
          {" "}
          <Link href={href} className="small">
            {audit.show}
            <span className="unseen">
              {" "}
              {words} {event.id}
            </span>
          </Link>
        </>
      )}
    </span>
  );
}

function Details({ details }: { details: AuditEvent["details"] }) {
  const { audit } = useText();
  const { reason, lines } = auditDetails(details);
  if (!reason && lines.length === 0) return null;
  const list = (
    <ul className="audit-lines tiny muted">
      {lines.map(({ name, text }) => (
        <li key={name}>
          {name && <code>{name}</code>} {text}
        </li>
      ))}
    </ul>
  );
  return (
    <div className="stack-s">
      {reason && <p className="small soft">{reason}</p>}
      {lines.length > 2 ? (
        <details className="help">
          <summary>{audit.values(String(lines.length))}</summary>
          {list}
        </details>
      ) : (
        lines.length > 0 && list
      )}
    </div>
  );
}
