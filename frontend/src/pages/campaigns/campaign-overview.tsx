import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import type { CampaignProgress } from "../../live/campaign-progress.ts";
import { MessageBubble } from "../../ui/message-bubble.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { CampaignResults } from "./campaign-results.tsx";
import type { Campaign } from "./campaign-status.tsx";

type Props = { campaign: Campaign; progress: CampaignProgress | undefined };

/** What a campaign says, by which rules, and what came of it. */
export function CampaignOverview({ campaign, progress }: Props) {
  const text = useText();
  const format = useFormat();
  const { message } = campaign;
  const hasBegun = campaign.startedAt !== null;
  return (
    <div className="columns">
      <Card title={text.campaign.message}>
        <CampaignMessage message={message} />
      </Card>
      <div className="stack">
        {hasBegun && progress && <CampaignResults campaign={campaign} progress={progress} />}
        <Card>
          <dl className="pairs">
            <dt>{text.campaigns.list}</dt>
            <dd>{campaign.listName ?? text.campaigns.noList}</dd>
            <dt>{text.campaigns.sender}</dt>
            <dd>{campaign.senderName}</dd>
            <dt>{text.common.created}</dt>
            <dd>{format.moment(campaign.createdAt)}</dd>
          </dl>
        </Card>
      </div>
    </div>
  );
}

function CampaignMessage({ message }: { message: Campaign["message"] }) {
  const text = useText();
  const templateId = message.kind === "meta" ? message.templateId : undefined;
  const { data } = useRead("listTemplates", { query: { kind: "meta" }, isEnabled: templateId !== undefined });
  if (message.kind === "text") return <MessageBubble text={message.text} media={message.media} />;
  const template = data?.items.find(({ id }) => id === templateId);
  return (
    <div className="stack">
      {template && <MessageBubble text={template.body} />}
      <p className="small muted">
        {text.campaign.template}:{" "}
        <code>{template ? `${template.name} (${template.language})` : templateId}</code>
      </p>
    </div>
  );
}
