import { CalendarClock, Send } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct, useRead } from "../../api/use-api.ts";
import { instantOf, readingOf } from "../../format/instant-of.ts";
import { useFormat, useText, useTimeZone } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Choices, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { TestSend } from "./test-send.tsx";

const changes = ["readCampaign", "listCampaigns"] as const;

/** The last look, then the start: now or at a moment. */
export function StartStep({ campaignId }: { campaignId: string }) {
  const { wizard, campaigns, common } = useText();
  const format = useFormat();
  const timeZone = useTimeZone();
  const say = useToast();
  const [, navigate] = useLocation();
  const params = { campaignId };
  const { data: campaign } = useRead("readCampaign", { params });
  const dryRun = useRead("dryRunCampaign", { params });
  const [chosen, setWhen] = useState<"now" | "later">();
  const [typed, setMoment] = useState<string>();
  const [isAsked, setAsked] = useState(false);
  const start = useAct("startCampaign", changes);
  const schedule = useAct("scheduleCampaign", changes);
  const included = dryRun.data?.included;
  const people = included === undefined ? "…" : common.recipients(included, format.number(included));
  // One that is scheduled already shows its moment, to be changed.
  const planned = campaign?.status === "scheduled" ? campaign.startsAt : null;
  const when = chosen ?? (planned ? "later" : "now");
  const moment = typed ?? (planned ? readingOf(planned, timeZone) : "");
  const startsAt = moment ? instantOf(moment, timeZone) : undefined;

  return (
    <div className="columns wizard-columns">
      <Card title={wizard.summary}>
        <div className="stack">
          <dl className="pairs">
            <dt>{campaigns.list}</dt>
            <dd>{campaign?.listName}</dd>
            <dt>{campaigns.sender}</dt>
            <dd>{campaign?.senderName}</dd>
            <dt>{wizard.included}</dt>
            <dd className="figures">{people}</dd>
          </dl>
          <Choices
            legend={wizard.schedule}
            name="when"
            value={when}
            options={[
              { value: "now", label: wizard.whenChoice.now },
              { value: "later", label: wizard.whenChoice.later },
            ]}
            onChoose={setWhen}
          />
          {when === "later" && (
            <TextField
              label={wizard.scheduleAt}
              hint={wizard.scheduleHint(timeZone)}
              type="datetime-local"
              value={moment}
              onChange={(event) => setMoment(event.target.value)}
            />
          )}
          {schedule.error !== null && <ProblemNotice problem={schedule.error} />}
          {when === "now" ? (
            <Button look="primary" onClick={() => setAsked(true)}>
              <Send aria-hidden="true" />
              {wizard.start}
            </Button>
          ) : (
            <Button
              look="primary"
              disabled={!startsAt}
              busy={schedule.isPending}
              onClick={() =>
                startsAt &&
                schedule.mutate(
                  { params, body: { startsAt } },
                  {
                    onSuccess: () => {
                      say(wizard.scheduled);
                      navigate(`/campaigns/${campaignId}`);
                    },
                  },
                )
              }
            >
              <CalendarClock aria-hidden="true" />
              {planned ? wizard.reschedule : wizard.schedule}
            </Button>
          )}
        </div>
      </Card>
      <TestSend campaignId={campaignId} />
      <ReasonDialog
        title={wizard.startTitle}
        lead={wizard.startText(people, campaign?.senderName ?? "")}
        confirm={wizard.start}
        asksReason={false}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={async () => {
          await start.mutateAsync({ params });
          say(wizard.started);
          navigate(`/campaigns/${campaignId}`);
        }}
      />
    </div>
  );
}
