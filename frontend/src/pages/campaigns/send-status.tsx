import { useText } from "../../i18n/language.tsx";
import { Badge, type Tone } from "../../ui/surfaces.tsx";

export const sendStatuses = [
  "pending",
  "queued",
  "sending",
  "sent",
  "delivered",
  "read",
  "failed",
  "skipped",
  "cancelled",
  "unconfirmed",
] as const;
type Status = (typeof sendStatuses)[number] | "replied";

const tones: Record<Status, Tone> = {
  pending: "neutral",
  queued: "neutral",
  sending: "info",
  sent: "good",
  delivered: "good",
  read: "good",
  replied: "good",
  failed: "bad",
  skipped: "neutral",
  cancelled: "neutral",
  unconfirmed: "warn",
};

/** Where one message is. */
export function SendStatus({ status }: { status: string }) {
  const text = useText();
  const known = isStatus(status) ? status : undefined;
  return (
    <Badge tone={known ? tones[known] : "neutral"}>{known ? text.recipients.status[known] : status}</Badge>
  );
}

function isStatus(status: string): status is Status {
  return status in tones;
}
