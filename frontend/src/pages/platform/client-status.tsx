import type { Answer } from "../../api/create-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Badge } from "../../ui/surfaces.tsx";

/** Whether a tenant may send at all. */
export function ClientStatus({ status }: { status: Answer<"readClient">["status"] }) {
  const { platform } = useText();
  return <Badge tone={status === "active" ? "good" : "warn"}>{platform.status[status]}</Badge>;
}
