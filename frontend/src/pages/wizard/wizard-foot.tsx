import { ArrowRight } from "lucide-react";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";

type Props = { isFirst: boolean; isLast: boolean; isBusy: boolean; onBack: () => void; onNext: () => void };

/** Back and on; the last step has its own button. */
export function WizardFoot({ isFirst, isLast, isBusy, onBack, onNext }: Props) {
  const { common } = useText();
  return (
    <div className="wizard-foot">
      {isFirst ? <span /> : <Button onClick={onBack}>{common.back}</Button>}
      {!isLast && (
        <Button look="primary" busy={isBusy} onClick={onNext}>
          {common.next}
          <ArrowRight aria-hidden="true" />
        </Button>
      )}
    </div>
  );
}
