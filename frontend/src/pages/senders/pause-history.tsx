import { History } from "lucide-react";
import { usePages, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Badge, Card, Empty } from "../../ui/surfaces.tsx";

/** Who paused and resumed what, and why. */
export function PauseHistory() {
  const text = useText();
  const format = useFormat();
  const { items, problem, refetch, more } = usePages("listPauses", { query: { limit: 10 } });
  const senders = useRead("listSenders");
  const members = useRead("listMembers");
  const nameOf = (actor: string | null) =>
    members.data?.items.find(({ userId }) => userId === actor)?.email ??
    (actor?.includes("-") ? null : actor);
  return (
    <Card title={text.senders.history} flush>
      <PagedTable
        label={text.senders.history}
        items={items}
        keyOf={({ id }) => String(id)}
        problem={problem}
        onRetry={refetch}
        more={more}
        empty={<Empty icon={History} title={text.senders.noHistory} />}
        columns={[
          {
            head: text.common.actions,
            kind: "lead",
            cell: ({ action, scope, senderId }) => (
              <span className="row">
                <Badge tone={action === "pause" ? "warn" : "good"}>{text.senders.actions[action]}</Badge>
                <span>
                  {text.senders.scopes[scope]}
                  {senderId && ` · ${senders.data?.items.find(({ id }) => id === senderId)?.name ?? ""}`}
                </span>
              </span>
            ),
          },
          { head: text.common.reason, cell: ({ reason }) => <span className="soft">{reason}</span> },
          {
            head: text.senders.by,
            cell: ({ actor, source }) => (
              <span className="small muted">{nameOf(actor) ?? text.senders.sources[source]}</span>
            ),
          },
          {
            head: text.common.when,
            cell: ({ at }) => (
              <time className="small figures" dateTime={at} title={format.exact(at)}>
                {format.moment(at)}
              </time>
            ),
          },
        ]}
      />
    </Card>
  );
}
