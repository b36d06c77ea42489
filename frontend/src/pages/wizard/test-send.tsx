import { useState } from "react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useLanguage, useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { SendStatus } from "../campaigns/send-status.tsx";

const followMs = 2_000;

/** One real send to the person's own phone. */
export function TestSend({ campaignId }: { campaignId: string }) {
  const { wizard } = useText();
  const say = useToast();
  const [phone, setPhone] = useState("");
  const act = useAct("testCampaign");
  return (
    <Card title={wizard.test}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { params: { campaignId }, body: { phone: phone.trim() } },
            { onSuccess: () => say(wizard.testSent) },
          );
        }}
      >
        <TextField
          label={wizard.testPhone}
          hint={wizard.testHint}
          type="tel"
          autoComplete="tel"
          placeholder="+55 11 98765-4321"
          required
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
        {act.error !== null && <ProblemNotice problem={act.error} />}
        <div className="row">
          <Button type="submit" busy={act.isPending}>
            {wizard.test}
          </Button>
        </div>
        {act.data && <TestOutcome sendId={act.data.sendId} />}
      </form>
    </Card>
  );
}

/** What became of it, until it has arrived or failed. */
function TestOutcome({ sendId }: { sendId: string }) {
  const { language } = useLanguage();
  const { data } = useRead("explainSend", {
    params: { sendId },
    everyMs: (known) => (known && hasEnded(known.status) ? false : followMs),
  });
  if (!data) return null;
  return (
    <div role="status" className="row small">
      <SendStatus status={data.status} />
      <span className="soft">{language === "en" ? data.en : data.pt}</span>
    </div>
  );
}

const hasEnded = (status: string) => !["pending", "queued", "sending", "sent"].includes(status);
