import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { Notice, Skeleton } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";

const changes = ["groupDeadLetters", "listDeadLetters", "readDeadLetter"] as const;

/** One dead letter: what it says, why it was given up, and what to do with it. */
export function DeadLetterDialog({ letterId, onClose }: { letterId: string; onClose: () => void }) {
  const { deadLetters } = useText();
  const format = useFormat();
  const say = useToast();
  const { mayWrite } = useTenant();
  const params = { letterId };
  const { data: letter, error } = useRead("readDeadLetter", { params });
  const [isAsked, setAsked] = useState(false);
  const replay = useAct("replayDeadLetter", changes);
  const dismiss = useAct("dismissDeadLetter", changes);
  const isOpen = letter?.resolvedAt === null;
  return (
    <Dialog wide title={letter?.cause ?? deadLetters.title} lead={letter?.reason} isOpen onClose={onClose}>
      {error && <ProblemNotice problem={error} />}
      {!letter && !error && <Skeleton lines={4} />}
      {letter && (
        <div className="stack">
          <dl className="facts">
            <Fact term={deadLetters.topic}>{letter.topic}</Fact>
            <Fact term={deadLetters.letters}>
              {deadLetters.occurrences(format.number(letter.occurrences))}
            </Fact>
            <Fact term={deadLetters.oldest}>{format.moment(letter.createdAt)}</Fact>
            <Fact term={deadLetters.attempts}>{letter.deliveryAttempts ?? "–"}</Fact>
          </dl>
          <div className="stack-s">
            <h3>{deadLetters.payload}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
            <pre className="code-block" tabIndex={0}>
              {typeof letter.payload === "string" ? letter.payload : JSON.stringify(letter.payload, null, 2)}
            </pre>
          </div>
          {isOpen && !letter.canReplay && <Notice tone="warn">{deadLetters.cannotReplay}</Notice>}
          {replay.error !== null && <ProblemNotice problem={replay.error} />}
          {mayWrite && isOpen && (
            <div className="dialog-actions">
              <Button onClick={() => setAsked(true)}>{deadLetters.dismiss}</Button>
              <Button
                look="primary"
                disabled={!letter.canReplay}
                busy={replay.isPending}
                onClick={() =>
                  replay.mutate(
                    { params },
                    {
                      onSuccess: () => {
                        say(deadLetters.replayedOne);
                        onClose();
                      },
                    },
                  )
                }
              >
                <RotateCcw aria-hidden="true" />
                {deadLetters.replay}
              </Button>
            </div>
          )}
        </div>
      )}
      <ReasonDialog
        title={deadLetters.dismissTitle}
        lead={deadLetters.dismissText}
        confirm={deadLetters.dismiss}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={async (reason) => {
          await dismiss.mutateAsync({ params, body: { reason } });
          say(deadLetters.dismissed);
          onClose();
        }}
      />
    </Dialog>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}
