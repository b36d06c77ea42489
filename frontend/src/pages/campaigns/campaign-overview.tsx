import { useFormat, useText } from "../../i18n/language.tsx";
import type { CampaignProgress } from "../../live/campaign-progress.ts";
import { Card } from "../../ui/surfaces.tsx";
import { CampaignMessage } from "./campaign-message.tsx";
import { CampaignResults } from "./campaign-results.tsx";
import { CampaignRules } from "./campaign-rules.tsx";
import type { Campaign } from "./campaign-status.tsx";
import { VariantsCard } from "./variants-card.tsx";

type Props = { campaign: Campaign; progress: CampaignProgress | undefined };

/** What a campaign says, by which rules, and what came of it. */
export function CampaignOverview({ campaign, progress }: Props) {
  const text = useText();
  const format = useFormat();
  const { message, variants } = campaign;
  const hasBegun = campaign.startedAt !== null;
  return (
    <div className="stack">
      {hasBegun && variants && (
        <VariantsCard campaign={campaign} test={variants} revision={progress?.revision ?? 0} />
      )}
      <div className="columns">
        <Card title={text.campaign.message}>
          <div className="stack">
            <CampaignMessage message={message} {...(variants && { caption: text.variants.variant("A") })} />
            {variants?.items.map((item) => (
              <CampaignMessage
                key={item.key}
                message={item.message}
                caption={text.variants.variant(item.key)}
              />
            ))}
          </div>
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
              <CampaignRules campaign={campaign} />
            </dl>
          </Card>
        </div>
      </div>
    </div>
  );
}
