import { MailCheck, X } from "lucide-react";
import { useState } from "react";
import { usePages, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/field.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Badge, Empty, PageHead } from "../../ui/surfaces.tsx";
import { DeadLetterDialog } from "./dead-letter-dialog.tsx";
import { DeadLetterGroups, type Group } from "./dead-letter-groups.tsx";

const states = ["open", "resolved", "all"] as const;

/** Messages that were given up: by cause, one by one, and the way back to the queue. */
export default function DeadLetterList() {
  const text = useText();
  const format = useFormat();
  useTitle(text.deadLetters.title);
  const [state, setState] = useState<(typeof states)[number]>("open");
  const [group, setGroup] = useState<Group>();
  const [shown, setShown] = useState<string>();
  const groups = useRead("groupDeadLetters");
  const { items, problem, refetch, more } = usePages("listDeadLetters", {
    query: { state, limit: 25, ...(group && { topic: group.topic, cause: group.cause }) },
  });
  return (
    <div className="stack-l">
      <PageHead title={text.deadLetters.title} lead={text.deadLetters.lead} />
      {groups.data && groups.data.items.length > 0 && (
        <DeadLetterGroups groups={groups.data.items} onChoose={setGroup} />
      )}
      <section className="card">
        <div className="filters">
          <Choices
            legend={text.deadLetters.state}
            name="state"
            value={state}
            options={states.map((value) => ({ value, label: text.deadLetters[value] }))}
            onChoose={setState}
          />
          {group && (
            <Button small onClick={() => setGroup(undefined)}>
              <span className="mono">{group.cause}</span>
              <X aria-label={text.deadLetters.clear} />
            </Button>
          )}
        </div>
        <PagedTable
          label={text.deadLetters.title}
          items={items}
          keyOf={({ id }) => id}
          problem={problem}
          onRetry={refetch}
          more={more}
          empty={
            <Empty icon={MailCheck} title={text.deadLetters.emptyTitle}>
              {text.deadLetters.empty}
            </Empty>
          }
          columns={[
            {
              head: text.deadLetters.cause,
              kind: "lead",
              cell: ({ cause, reason }) => (
                <>
                  <p className="strong mono">{cause}</p>
                  <p className="tiny muted">{reason}</p>
                </>
              ),
            },
            { head: text.deadLetters.topic, cell: ({ topic }) => <code>{topic}</code> },
            {
              head: text.deadLetters.letters,
              kind: "number",
              cell: ({ occurrences }) => format.number(occurrences),
            },
            {
              head: text.common.when,
              cell: ({ lastAt, resolvedAt, replayedAt, isReplaying }) => (
                <>
                  <time className="small figures" dateTime={lastAt} title={format.exact(lastAt)}>
                    {format.moment(lastAt)}
                  </time>{" "}
                  {isReplaying && <Badge tone="info">{text.deadLetters.isReplaying}</Badge>}
                  {resolvedAt && (
                    <Badge tone="good">
                      {replayedAt
                        ? text.deadLetters.wasReplayed(format.date(replayedAt))
                        : text.deadLetters.wasResolved(format.date(resolvedAt))}
                    </Badge>
                  )}
                </>
              ),
            },
            {
              head: text.common.actions,
              kind: "end",
              cell: ({ id, cause }) => (
                <Button small onClick={() => setShown(id)}>
                  {text.deadLetters.show}
                  <span className="unseen"> {cause}</span>
                </Button>
              ),
            },
          ]}
        />
      </section>
      {shown && <DeadLetterDialog letterId={shown} onClose={() => setShown(undefined)} />}
    </div>
  );
}
