import { useText } from "../../i18n/language.tsx";
import { Badge } from "../../ui/surfaces.tsx";
import type { Sender } from "./sender-list.tsx";

const tones = { active: "good", disconnected: "bad", quarantined: "bad", disabled: "neutral" } as const;

/** The state of a sender as a pill; a pause comes first, since it is what a person did. */
export function SenderStatus({ sender: { status, paused } }: { sender: Sender }) {
  const { senders } = useText();
  if (paused && status === "active") return <Badge tone="warn">{senders.paused}</Badge>;
  return <Badge tone={tones[status]}>{senders.status[status]}</Badge>;
}
