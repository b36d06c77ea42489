import { Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import type { Profile } from "./default-profiles.ts";

type Stage = Profile["warmUp"][number];
const first: Stage = { untilAgeDays: 7, maxPerDay: 50 };

/** How many a day while the number is young, stage by stage. */
export function WarmUpFields({
  stages,
  onChange,
}: {
  stages: readonly Stage[];
  onChange: (s: Stage[]) => void;
}) {
  const { senders, senderForm, common } = useText();
  const lastKey = useRef(stages.length);
  // A row keeps what was typed into it when one above it goes.
  const [keys, setKeys] = useState(stages.map((_, index) => index));
  const change = (at: number, part: Partial<Stage>) =>
    onChange(stages.map((stage, index) => (index === at ? { ...stage, ...part } : stage)));
  function add() {
    const last = stages.at(-1);
    const next = last ? { untilAgeDays: last.untilAgeDays * 2, maxPerDay: last.maxPerDay * 2 } : first;
    setKeys([...keys, lastKey.current++]);
    onChange([...stages, next]);
  }
  function remove(at: number) {
    setKeys(keys.filter((_, index) => index !== at));
    onChange(stages.filter((_, index) => index !== at));
  }
  return (
    <fieldset className="plain-fieldset stack-s">
      <legend className="field-label">{senders.warmUp}</legend>
      <p className="field-hint">{senderForm.warmUpHint}</p>
      {stages.map((stage, index) => (
        <div key={keys[index]} className="row stage">
          <NumberField
            label={senderForm.untilAge}
            min={1}
            required
            value={stage.untilAgeDays}
            onNumber={(untilAgeDays) => untilAgeDays !== null && change(index, { untilAgeDays })}
          />
          <NumberField
            label={senders.perDay}
            min={0}
            step={1}
            required
            value={stage.maxPerDay}
            onNumber={(maxPerDay) => maxPerDay !== null && change(index, { maxPerDay })}
          />
          <Button
            iconOnly
            look="plain"
            aria-label={`${common.remove}: ${senders.warmUp} ${index + 1}`}
            onClick={() => remove(index)}
          >
            <Trash2 aria-hidden="true" />
          </Button>
        </div>
      ))}
      <div className="row">
        <Button small onClick={add}>
          <Plus aria-hidden="true" />
          {senderForm.addStage}
        </Button>
      </div>
    </fieldset>
  );
}
