import type { Answer } from "../../api/create-api.ts";
import { useText } from "../../i18n/language.tsx";
import { isUnderWay } from "../../live/import-progress.ts";
import { Badge, type Tone } from "../../ui/surfaces.tsx";

export type Import = Answer<"readImport">;

const tones: Record<Import["status"], Tone> = {
  waiting: "info",
  reading: "info",
  applying: "info",
  done: "good",
  failed: "bad",
  cancelled: "neutral",
};

/** Where an import is, as a pill. */
export function ImportStatus({ status }: Pick<Import, "status">) {
  const text = useText();
  return (
    <Badge tone={tones[status]} live={isUnderWay({ status })}>
      {text.imports.status[status]}
    </Badge>
  );
}
