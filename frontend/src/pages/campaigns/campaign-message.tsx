import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { MessageBubble } from "../../ui/message-bubble.tsx";
import { fillTemplate } from "../templates/fill-template.ts";
import type { Campaign } from "./campaign-status.tsx";

/** A campaign's message as it was written, or the template that it is made of. */
export function CampaignMessage({ message, caption }: { message: Campaign["message"]; caption?: string }) {
  const text = useText();
  const templateId = message.kind === "meta" ? message.templateId : "";
  const { data: template } = useRead("readTemplate", {
    params: { templateId },
    isEnabled: message.kind === "meta",
  });
  const named = caption ? { caption } : {};
  if (message.kind === "text") return <MessageBubble text={message.text} media={message.media} {...named} />;
  return (
    <div className="stack">
      {template && (
        <MessageBubble text={fillTemplate(template.body, message.parameters?.body ?? [])} {...named} />
      )}
      <p className="small muted">
        {text.campaign.template}:{" "}
        <code>{template ? `${template.name} (${template.language})` : templateId}</code>
      </p>
    </div>
  );
}
