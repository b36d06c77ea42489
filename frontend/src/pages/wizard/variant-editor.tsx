import { Plus } from "lucide-react";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { CheckField, SelectField } from "../../ui/field.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { Card } from "../../ui/surfaces.tsx";
import type { StepProps } from "./audience-step.tsx";
import { contentOnly } from "./content.ts";
import { VariantFields } from "./variant-fields.tsx";
import { laterKeys, newTest, type VariantTest, variantMetrics } from "./variant-test.ts";

const hourMinutes = 60;

/** Several messages tried on a part of the list; the rest gets the one that did best, by a rule said beforehand. */
export function VariantEditor({ draft, edit, showMissing }: StepProps) {
  const { variants: words } = useText();
  const test = draft.variants;
  const change = (part: Partial<VariantTest>) => test && edit({ variants: { ...test, ...part } });
  return (
    <Card title={words.title}>
      <div className="stack">
        <CheckField
          label={words.use}
          hint={words.useHint}
          checked={test !== null}
          onChange={({ target }) => edit({ variants: target.checked ? newTest(draft) : null })}
        />
        {test && (
          <>
            <TestRule test={test} change={change} showMissing={showMissing ?? false} />
            {test.others.map((content, index) => (
              <VariantFields
                key={laterKeys[index]}
                name={laterKeys[index] ?? ""}
                draft={{ ...draft, ...content }}
                showMissing={showMissing ?? false}
                edit={(part) =>
                  change({
                    others: test.others.map((one, at) =>
                      at === index ? contentOnly({ ...one, ...part }) : one,
                    ),
                  })
                }
                {...(index > 0 &&
                  index === test.others.length - 1 && {
                    onRemove: () => change({ others: test.others.slice(0, -1) }),
                  })}
              />
            ))}
            {test.others.length < laterKeys.length && (
              <div className="row">
                <Button small onClick={() => change({ others: [...test.others, contentOnly(draft)] })}>
                  <Plus aria-hidden="true" />
                  {words.add}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </Card>
  );
}

type RuleProps = { test: VariantTest; change: (part: Partial<VariantTest>) => void; showMissing: boolean };

function TestRule({ test, change, showMissing }: RuleProps) {
  const { variants: words } = useText();
  const outside = (value: number, least: number, most: number) =>
    showMissing && (!Number.isInteger(value) || value < least || value > most)
      ? words.between(String(least), String(most))
      : undefined;
  return (
    <>
      <div className="columns narrow-columns">
        <NumberField
          label={words.share}
          hint={words.shareHint}
          error={outside(test.sharePercent, 5, 50)}
          min={5}
          max={50}
          step={1}
          value={test.sharePercent}
          onNumber={(sharePercent) => change({ sharePercent: sharePercent ?? 0 })}
        />
        <SelectField
          label={words.metric}
          hint={words.metricHint}
          value={test.metric}
          onChange={({ target }) =>
            change({ metric: variantMetrics.find((one) => one === target.value) ?? test.metric })
          }
        >
          {variantMetrics.map((metric) => (
            <option key={metric} value={metric}>
              {words.metrics[metric]}
            </option>
          ))}
        </SelectField>
        <NumberField
          label={words.decideAfter}
          hint={words.decideAfterHint}
          error={outside(test.decideAfterMinutes, 15, 10_080) && words.between("0,25", "168")}
          min={0.25}
          max={168}
          unit={hourMinutes}
          value={test.decideAfterMinutes}
          onNumber={(minutes) => change({ decideAfterMinutes: Math.round(minutes ?? 0) })}
        />
        <NumberField
          label={words.minimum}
          hint={words.minimumHint}
          error={outside(test.minimumEach, 1, 1_000_000)}
          min={1}
          step={1}
          value={test.minimumEach}
          onNumber={(minimumEach) => change({ minimumEach: minimumEach ?? 0 })}
        />
      </div>
      <p className="small muted">{words.rule}</p>
    </>
  );
}
