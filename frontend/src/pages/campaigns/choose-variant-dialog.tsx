import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Choices } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Campaign } from "./campaign-status.tsx";

type Test = NonNullable<Campaign["variants"]>;
type Key = NonNullable<Test["winner"]>;
const changes = ["readCampaign", "readCampaignMetrics", "listCampaigns", "listRecipients"] as const;

/** Ends a test before its time: a person says which version the rest gets. */
export function ChooseVariantDialog({
  campaignId,
  test,
  onClose,
}: {
  campaignId: string;
  test: Test;
  onClose: () => void;
}) {
  const { variants: words, common } = useText();
  const say = useToast();
  const keys: Key[] = ["A", ...test.items.map(({ key }) => key)];
  const [chosen, setChosen] = useState<Key>("A");
  const act = useAct("decideVariant", changes);
  return (
    <Dialog title={words.chooseTitle} lead={words.chooseText} isOpen onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { params: { campaignId }, body: { variant: chosen } },
            {
              onSuccess: () => {
                say(words.chosen);
                onClose();
              },
            },
          );
        }}
      >
        <Choices
          legend={words.column}
          name="variant"
          value={chosen}
          options={keys.map((value) => ({ value, label: words.variant(value) }))}
          onChoose={setChosen}
        />
        {act.error !== null && <ProblemNotice problem={act.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{common.back}</Button>
          <Button type="submit" look="primary" busy={act.isPending}>
            {words.choose}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
