import { useState } from "react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Skeleton } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Recipient } from "./recipients-panel.tsx";

/** Of one that waits: why not yet. Of one nobody confirmed: a person decides. */
export function RecipientAction({ recipient }: { recipient: Recipient }) {
  const { text } = useLanguage();
  const { mayWrite } = useTenant();
  const [isOpen, setOpen] = useState(false);
  const { status, name, phone } = recipient;
  const mayDecide = status === "unconfirmed" && mayWrite;
  if (!mayDecide && status !== "pending" && status !== "queued") return null;
  return (
    <>
      <Button small look="plain" onClick={() => setOpen(true)}>
        {mayDecide ? text.recipients.decide : text.recipients.explain}
        <span className="unseen"> {name ?? phone}</span>
      </Button>
      <Dialog
        title={mayDecide ? text.recipients.decideTitle : text.recipients.explain}
        lead={mayDecide ? text.recipients.decideText : (name ?? phone)}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      >
        {mayDecide ? (
          <Decide sendId={recipient.sendId} onDone={() => setOpen(false)} />
        ) : (
          <Explain sendId={recipient.sendId} />
        )}
      </Dialog>
    </>
  );
}

function Explain({ sendId }: { sendId: string }) {
  const { text, language } = useLanguage();
  const format = useFormat();
  const { data, error } = useRead("explainSend", { params: { sendId } });
  if (error) return <ProblemNotice problem={error} />;
  if (!data) return <Skeleton lines={2} />;
  return (
    <p>
      {language === "en" ? data.en : data.pt}
      {data.until && <span className="soft"> ({text.campaign.waitingUntil(format.moment(data.until))})</span>}
    </p>
  );
}

function Decide({ sendId, onDone }: { sendId: string; onDone: () => void }) {
  const { text } = useLanguage();
  const say = useToast();
  const act = useAct("decideSend", ["listRecipients", "readCampaign", "listFailures"]);
  const decide = (decision: "sent" | "failed") =>
    act.mutate(
      { params: { sendId }, body: { decision } },
      {
        onSuccess: () => {
          say(text.recipients.decided);
          onDone();
        },
      },
    );
  return (
    <div className="stack">
      {act.error !== null && <ProblemNotice problem={act.error} />}
      <div className="row">
        <Button look="primary" busy={act.isPending} onClick={() => decide("sent")}>
          {text.recipients.decideSent}
        </Button>
        <Button disabled={act.isPending} onClick={() => decide("failed")}>
          {text.recipients.decideFailed}
        </Button>
      </div>
    </div>
  );
}
