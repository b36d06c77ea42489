import { Switch } from "radix-ui";
import { useId, useState } from "react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useToast } from "../../ui/toasts.tsx";

const changes = ["listPauses", "listSenders", "listSenderLimits", "listCampaigns", "readCampaign"] as const;

/** One switch for all that a tenant sends. */
export function TenantSwitchCard() {
  const { senders, shell } = useText();
  const say = useToast();
  const id = useId();
  const { mayWrite } = useTenant();
  const { data } = useRead("listPauses", { query: { limit: 1 } });
  const [isAsked, setAsked] = useState(false);
  const pause = useAct("pauseClient", changes);
  const resume = useAct("resumeClient", changes);
  const stopped = data?.active.find(({ scope }) => scope === "client");
  const isOn = stopped === undefined;
  return (
    <section className="card card-body row-between">
      <div className="grow">
        <h2 id={id}>{senders.tenantSwitch}</h2>
        <p className="small muted">
          {isOn ? senders.tenantOn : `${senders.tenantOff}. ${shell.paused.why(stopped.reason)}`}
        </p>
      </div>
      <Switch.Root
        className="switch"
        aria-labelledby={id}
        checked={isOn}
        disabled={!mayWrite || !data}
        onCheckedChange={() => setAsked(true)}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      <ReasonDialog
        title={isOn ? senders.tenantPauseTitle : senders.tenantResumeTitle}
        lead={isOn ? senders.tenantPauseText : senders.tenantResumeText}
        confirm={isOn ? senders.pause : senders.resume}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={async (reason) => {
          await (isOn ? pause : resume).mutateAsync({ body: { reason } });
          say(senders.done);
        }}
      />
    </section>
  );
}
