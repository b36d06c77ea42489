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
const qualities: Record<string, Tone> = { green: "good", yellow: "warn", red: "bad" };

/** Whether Meta lets a template be sent; a text of one's own needs nobody's leave. */
export function TemplateStatus({ template: { status } }: { template: Pick<Template, "status"> }) {
  const { templates } = useText();
  return <Badge tone={tones[status]}>{templates.status[status]}</Badge>;
}

/** How people take a template, as Meta sees it. */
export function TemplateQuality({ quality }: { quality: string | null }) {
  const { templates } = useText();
  const known = quality?.toLowerCase() ?? "unknown";
  const words = isKnown(known) ? templates.qualities[known] : quality;
  return <Badge tone={qualities[known] ?? "neutral"}>{words}</Badge>;
}

function isKnown(quality: string): quality is "green" | "yellow" | "red" | "unknown" {
  return quality in qualities || quality === "unknown";
}
