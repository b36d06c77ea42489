import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Skeleton } from "../../ui/surfaces.tsx";
import { ProfileFacts } from "../senders/profile-facts.tsx";
import { SenderCaps } from "../senders/sender-caps.tsx";
import { SenderRule } from "../senders/sender-rule.tsx";
import type { StepProps } from "./audience-step.tsx";
import { RuleFields } from "./rule-fields.tsx";
import { VariantEditor } from "./variant-editor.tsx";

/** By which limits it will go out: its own, its sender's, what of them is used; and whether messages are tested first. */
export function LimitsStep({ draft, edit, showMissing }: StepProps) {
  const { wizard, senders } = useText();
  const params = { senderId: draft.senderId };
  const sender = useRead("readSender", { params });
  const limits = useRead("readSenderLimits", { params });
  const [now] = limits.data?.items ?? [];
  if (sender.error && !sender.data)
    return <ProblemNotice problem={sender.error} onRetry={() => void sender.refetch()} />;
  return (
    <div className="stack">
      <div className="columns wizard-columns">
        <Card title={wizard.ownRules}>
          <RuleFields draft={draft} edit={edit} />
        </Card>
        <div className="stack">
          <Card title={wizard.senderLimits}>
            {sender.data ? (
              <div className="stack">
                <p className="small muted">{wizard.limitsLead}</p>
                {sender.data.profile ? (
                  <ProfileFacts profile={sender.data.profile} />
                ) : (
                  <p className="muted">{senders.noProfile}</p>
                )}
              </div>
            ) : (
              <Skeleton lines={5} />
            )}
          </Card>
          <Card title={wizard.usedToday}>
            <div className="stack">
              {now ? (
                <>
                  <SenderRule limits={now} />
                  <SenderCaps caps={now.caps} />
                </>
              ) : (
                <Skeleton lines={3} />
              )}
            </div>
          </Card>
        </div>
      </div>
      <VariantEditor draft={draft} edit={edit} showMissing={showMissing ?? false} />
    </div>
  );
}
