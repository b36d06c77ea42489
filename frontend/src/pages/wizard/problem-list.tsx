import type { Answer } from "../../api/create-api.ts";
import type { Language } from "../../i18n/dictionary.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { Notice } from "../../ui/surfaces.tsx";

type Problem = Answer<"checkMessage">["problems"][number];

/** What a check found, the errors first. */
export function ProblemList({ problems, language }: { problems: readonly Problem[]; language: Language }) {
  const { wizard } = useText();
  const format = useFormat();
  const sorted = problems.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  return sorted.map((one) => (
    <Notice key={`${one.code} ${one.variable ?? ""}`} tone={one.severity === "error" ? "bad" : "warn"}>
      <p>
        {language === "en" ? one.en : one.pt}
        {one.recipients !== undefined && (
          <span className="soft"> ({wizard.problemRecipients(format.number(one.recipients))})</span>
        )}
      </p>
    </Notice>
  ));
}
