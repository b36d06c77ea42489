import { ApiProblem } from "../api/problem.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Button } from "./button.tsx";
import { Notice } from "./surfaces.tsx";

/** What went wrong and what to do about it, in the words of the API. */
export function ProblemNotice({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const { language, text } = useLanguage();
  const isEnglish = language === "en";
  const retry = onRetry && (
    <Button small onClick={onRetry}>
      {text.common.retry}
    </Button>
  );
  if (!(problem instanceof ApiProblem))
    return (
      <Notice tone="bad" action={retry}>
        <p className="strong">{text.common.unknownError}</p>
        <p>{text.common.unknownErrorHint}</p>
      </Notice>
    );
  const { title, detail, detailEn, fields, status, correlationId } = problem;
  return (
    <Notice tone="bad" action={retry}>
      {!isEnglish && <p className="strong">{title}</p>}
      {fields.length === 0 && <p>{isEnglish ? detailEn : detail}</p>}
      {fields.length > 0 && (
        <ul className="stack-s">
          {fields.map(({ field, message, messageEn }) => (
            <li key={field}>
              {field && <code>{field}</code>} {isEnglish ? messageEn : message}
            </li>
          ))}
        </ul>
      )}
      {status >= 500 && correlationId && <p className="tiny muted">{text.common.reference(correlationId)}</p>}
    </Notice>
  );
}
