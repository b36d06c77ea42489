import type { Answer } from "../../api/create-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Badge, type Tone } from "../../ui/surfaces.tsx";

export type Template = Answer<"listTemplates">["items"][number];

const tones: Record<Template["status"], Tone> = {
  draft: "neutral",
  pending: "info",
  approved: "good",
  paused: "warn",
  disabled: "bad",
  rejected: "bad",
};
const qualities = { green: "good", yellow: "warn", red: "bad", unknown: "neutral" } as const;
type Quality = keyof typeof qualities;

/** Whether Meta lets a template be sent; a text of one's own needs nobody's leave. */
export function TemplateStatus({ template: { status } }: { template: Pick<Template, "status"> }) {
  const { templates } = useText();
  return <Badge tone={tones[status]}>{templates.status[status]}</Badge>;
}

/** How people take a template, as Meta sees it. */
export function TemplateQuality({ quality }: { quality: string | null }) {
  const { templates } = useText();
  const known = qualityOf(quality);
  return <Badge tone={qualities[known]}>{templates.qualities[known]}</Badge>;
}

/** Meta's word for a quality, as far as it has said one. */
export function qualityOf(quality: string | null): Quality {
  const word = quality?.toLowerCase();
  return word === "green" || word === "yellow" || word === "red" ? word : "unknown";
}
