import { Pause, Play, Power, PowerOff, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Sender } from "./sender-list.tsx";

type Action = "pause" | "resume" | "reactivate" | "disable" | "enable";
const changes = [
  "listSenders",
  "readSender",
  "listSenderLimits",
  "readSenderLimits",
  "listPauses",
  "listCampaigns",
] as const;

/** The switches of one sender, as far as its state and the person's role allow. */
export function SenderActions({ sender, withPower = false }: { sender: Sender; withPower?: boolean }) {
  const { senders } = useText();
  const say = useToast();
  const { mayWrite, isOwner } = useTenant();
  const [asked, setAsked] = useState<Action>();
  const acts = {
    pause: useAct("pauseSender", changes),
    resume: useAct("resumeSender", changes),
    reactivate: useAct("reactivateSender", changes),
    disable: useAct("disableSender", changes),
    enable: useAct("enableSender", changes),
  };
  if (!mayWrite) return null;
  const { status, paused, name } = sender;
  const isHeld = status === "quarantined" || status === "disconnected";
  const action = asked ?? "pause";
  return (
    <div className="row">
      {isHeld && (
        <Button look="primary" small onClick={() => setAsked("reactivate")}>
          <ShieldCheck aria-hidden="true" />
          {senders.reactivate}
        </Button>
      )}
      {status !== "disabled" &&
        (paused ? (
          <Button look="primary" small onClick={() => setAsked("resume")}>
            <Play aria-hidden="true" />
            {senders.resume}
          </Button>
        ) : (
          <Button small onClick={() => setAsked("pause")}>
            <Pause aria-hidden="true" />
            {senders.pause}
          </Button>
        ))}
      {withPower && isOwner && status === "active" && (
        <Button small look="plain" onClick={() => setAsked("disable")}>
          <PowerOff aria-hidden="true" />
          {senders.disable}
        </Button>
      )}
      {isOwner && status === "disabled" && (
        <Button small look="primary" onClick={() => setAsked("enable")}>
          <Power aria-hidden="true" />
          {senders.enable}
        </Button>
      )}
      <ReasonDialog
        title={senders[`${action}Title`](name)}
        lead={senders[`${action}Text`]}
        confirm={senders[action]}
        danger={action === "disable"}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={async (reason) => {
          await acts[action].mutateAsync({ params: { senderId: sender.id }, body: { reason } });
          say(senders.done);
        }}
      />
    </div>
  );
}
