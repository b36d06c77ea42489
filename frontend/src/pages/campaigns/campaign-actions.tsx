import { Ban, CalendarClock, CalendarX2, Download, MoreHorizontal, Pause, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { type Campaign, pausedScope } from "./campaign-status.tsx";
import { useExport } from "./use-export.ts";

type Question = "pause" | "resume" | "cancel" | "remove";
const changes = ["readCampaign", "listCampaigns"] as const;

/** What can be done with a campaign as it stands now. */
export function CampaignActions({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const text = useText();
  const say = useToast();
  const { mayWrite } = useTenant();
  const [, navigate] = useLocation();
  const [question, setQuestion] = useState<Question>();
  const params = { campaignId: campaign.id };
  const pause = useAct("pauseCampaign", changes);
  const resume = useAct("resumeCampaign", changes);
  const cancel = useAct("cancelCampaign", changes);
  const remove = useAct("deleteCampaign", ["listCampaigns"]);
  const unschedule = useAct("unscheduleCampaign", changes);
  const download = useExport(campaign);
  const { status } = campaign;
  const scope = pausedScope(campaign.paused);
  const isRunning = status === "running";
  const isDraft = status === "draft";

  const answers: Record<Question, (reason: string) => Promise<unknown>> = {
    pause: (reason) => pause.mutateAsync({ params, body: { reason } }).then(() => say(text.campaign.paused)),
    resume: (reason) =>
      resume.mutateAsync({ params, body: { reason } }).then(() => say(text.campaign.resumed)),
    cancel: (reason) =>
      cancel.mutateAsync({ params, body: { reason } }).then(() => say(text.campaign.cancelled)),
    remove: () => remove.mutateAsync({ params }).then(() => navigate("/campaigns")),
  };
  const words: Record<Question, { title: string; lead: string; confirm: string }> = {
    pause: { title: text.campaign.pauseTitle, lead: text.campaign.pauseText, confirm: text.campaign.pause },
    resume: {
      title: text.campaign.resumeTitle,
      lead: text.campaign.resumeText,
      confirm: text.campaign.resume,
    },
    cancel: {
      title: text.campaign.cancelTitle,
      lead: text.campaign.cancelText,
      confirm: text.campaign.cancel,
    },
    remove: {
      title: text.campaign.removeTitle,
      lead: text.campaign.removeText,
      confirm: text.campaign.remove,
    },
  };
  const asked = question ?? "pause";

  return (
    <>
      {mayWrite && isDraft && (
        <ButtonLink look="primary" href={`/campaigns/${campaign.id}/edit`}>
          {text.campaign.continueDraft}
        </ButtonLink>
      )}
      {mayWrite && status === "scheduled" && (
        <ButtonLink href={`/campaigns/${campaign.id}/edit?step=start`}>
          <CalendarClock aria-hidden="true" />
          {text.campaign.reschedule}
        </ButtonLink>
      )}
      {mayWrite && isRunning && !scope && (
        <Button onClick={() => setQuestion("pause")}>
          <Pause aria-hidden="true" />
          {text.campaign.pause}
        </Button>
      )}
      {mayWrite && (scope === "campaign" || status === "halted") && (
        <Button look="primary" onClick={() => setQuestion("resume")}>
          <Play aria-hidden="true" />
          {text.campaign.resume}
        </Button>
      )}
      {mayWrite && isRunning && scope && scope !== "campaign" && (
        <ButtonLink href="/senders">{text.shell.paused.manage}</ButtonLink>
      )}
      {!isDraft && status !== "scheduled" && (
        <Button busy={download.isBusy} onClick={() => void download.start({})}>
          <Download aria-hidden="true" />
          {text.campaign.export}
        </Button>
      )}
      <Menu
        trigger={
          <Button iconOnly aria-label={text.common.actions}>
            <MoreHorizontal aria-hidden="true" />
          </Button>
        }
        items={[
          mayWrite &&
            status === "scheduled" && {
              label: text.campaign.unschedule,
              icon: <CalendarX2 aria-hidden="true" />,
              onSelect: () =>
                unschedule.mutate(
                  { params },
                  {
                    onSuccess: () => say(text.campaign.unscheduled),
                    onError: () => say(text.common.unknownError, { isBad: true }),
                  },
                ),
            },
          mayWrite &&
            (isRunning || status === "scheduled" || status === "halted") && {
              label: text.campaign.cancel,
              icon: <Ban aria-hidden="true" />,
              danger: true,
              onSelect: () => setQuestion("cancel"),
            },
          mayWrite &&
            isDraft && {
              label: text.campaign.remove,
              icon: <Trash2 aria-hidden="true" />,
              danger: true,
              onSelect: () => setQuestion("remove"),
            },
        ]}
      />
      <ReasonDialog
        {...words[asked]}
        danger={asked === "cancel" || asked === "remove"}
        asksReason={asked !== "remove"}
        isOpen={question !== undefined}
        onClose={() => setQuestion(undefined)}
        onConfirm={async (reason) => {
          await answers[asked](reason);
          onChanged();
        }}
      />
    </>
  );
}
