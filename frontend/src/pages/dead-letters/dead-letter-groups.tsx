import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { Answer } from "../../api/create-api.ts";
import { useAct } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";

export type Group = Answer<"groupDeadLetters">["items"][number];

/** The open letters by what caused them: what one fix mends goes back together. */
export function DeadLetterGroups({
  groups,
  onChoose,
}: {
  groups: Group[];
  onChoose: (group: Group) => void;
}) {
  const { deadLetters, common } = useText();
  const format = useFormat();
  const say = useToast();
  const { mayWrite } = useTenant();
  const [asked, setAsked] = useState<Group>();
  const replay = useAct("replayDeadLetters", ["groupDeadLetters", "listDeadLetters"]);

  async function replayAll({ topic, cause }: Group) {
    let replayed = 0;
    let refused = 0;
    let after: string | undefined;
    do {
      const page = await replay.mutateAsync({ body: { topic, cause, ...(after && { after }) } });
      replayed += page.replayed;
      refused += page.refused.length;
      // A queue that takes none now gives the same place again.
      after = page.next && page.next !== after ? page.next : undefined;
    } while (after);
    const words = [
      deadLetters.replayed(format.number(replayed)),
      refused > 0 && deadLetters.refusedSome(format.number(refused)),
    ];
    say(words.filter(Boolean).join(" "), { isBad: refused > 0 });
  }

  return (
    <Card title={deadLetters.groups} flush>
      <PagedTable
        label={deadLetters.groups}
        items={groups}
        keyOf={({ topic, cause }) => `${topic} ${cause}`}
        empty={null}
        columns={[
          {
            head: deadLetters.cause,
            kind: "lead",
            cell: (group) => (
              <button type="button" className="link-button mono strong" onClick={() => onChoose(group)}>
                {group.cause}
              </button>
            ),
          },
          { head: deadLetters.topic, cell: ({ topic }) => <code>{topic}</code> },
          { head: deadLetters.letters, kind: "number", cell: ({ letters }) => format.number(letters) },
          {
            head: deadLetters.oldest,
            cell: ({ oldest }) => <span className="small">{format.moment(oldest)}</span>,
          },
          {
            head: common.actions,
            kind: "end",
            cell: (group) =>
              mayWrite && (
                <Button small onClick={() => setAsked(group)}>
                  <RotateCcw aria-hidden="true" />
                  {deadLetters.replayGroup}
                </Button>
              ),
          },
        ]}
      />
      <ReasonDialog
        title={deadLetters.replayTitle}
        lead={deadLetters.replayText(format.number(asked?.letters ?? 0))}
        confirm={deadLetters.replay}
        asksReason={false}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={async () => asked && replayAll(asked)}
      />
    </Card>
  );
}
