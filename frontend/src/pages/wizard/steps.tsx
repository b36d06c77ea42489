import { Check } from "lucide-react";
import { useText } from "../../i18n/language.tsx";
import { type StepName, stepNames } from "./draft.ts";

type Props = { current: StepName; reachable: StepName; isStored: boolean; onGo: (step: StepName) => void };

/** Where the person is, and what comes; what is done can be gone back to. */
export function Steps({ current, reachable, isStored, onGo }: Props) {
  const { wizard } = useText();
  const at = stepNames.indexOf(current);
  return (
    <nav aria-label={wizard.step(at + 1, stepNames.length)}>
      <p className="unseen" role="status">
        {wizard.step(at + 1, stepNames.length)}: {wizard.steps[current]}
      </p>
      <ol className="steps">
        {stepNames.map((name, index) => {
          const isOpen = index <= stepNames.indexOf(reachable) && (index < 3 || isStored);
          return (
            <li key={name} className={index < at ? "step step-done" : "step"}>
              <button
                type="button"
                disabled={!isOpen || index === at}
                aria-current={index === at ? "step" : undefined}
                onClick={() => onGo(name)}
              >
                <span className="step-mark figures" aria-hidden="true">
                  {index < at ? <Check /> : index + 1}
                </span>
                <span className="step-name">{wizard.steps[name]}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
