import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";

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
      </form>
    </Card>
  );
}
