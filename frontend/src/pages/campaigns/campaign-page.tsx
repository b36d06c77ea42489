import { useEffect } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useProgress } from "../../live/use-progress.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Notice, PageHead } from "../../ui/surfaces.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { BackToCampaigns } from "./back-to-campaigns.tsx";
import { CampaignActions } from "./campaign-actions.tsx";
import { CampaignOverview } from "./campaign-overview.tsx";
import { CampaignStatus, isMoving } from "./campaign-status.tsx";
import { FailuresPanel } from "./failures-panel.tsx";
import { LiveCard } from "./live-card.tsx";
import { RecipientsPanel } from "./recipients-panel.tsx";
import { useOtherTenant } from "./use-other-tenant.ts";

const refetchMs = 15_000;
/** In its first minute rate and finish change much. */
const soonMs = 4_000;
const hasJustBegun = (known: { startedAt: string | null } | undefined) =>
  typeof known?.startedAt === "string" && Date.now() - Date.parse(known.startedAt) < 60_000;

/** One campaign: how far it is, why it waits, who it reached, and the switches. */
export default function CampaignPage({ campaignId }: { campaignId: string }) {
  const text = useText();
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useRead("readCampaign", {
    params: { campaignId },
    everyMs: (known) => (known && !isMoving(known) ? false : hasJustBegun(known) ? soonMs : refetchMs),
  });
  const campaign = data?.id === campaignId ? data : undefined;
  const live = useProgress(campaignId);
  useTitle(campaign?.name);
  useOtherTenant(error, campaignId);

  // The last recipient has had an outcome: the campaign itself has news.
  const isSettled = live.progress !== undefined && live.progress.total > 0 && live.progress.waiting === 0;
  const isRunning = campaign?.status === "running";
  useEffect(() => {
    if (!isSettled || !isRunning) return;
    const timer = setTimeout(() => void refetch(), 1_000);
    return () => clearTimeout(timer);
  }, [isSettled, isRunning, refetch]);

  if (error && !campaign) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!campaign) return <PageLoading />;
  const progress = live.progress ?? (campaign.progress ? { ...campaign.progress, revision: 0 } : undefined);
  const hasBegun = campaign.status !== "draft" && campaign.status !== "scheduled";
  const tab = search.get("tab") ?? "overview";
  return (
    <div className="stack-l">
      <PageHead
        back={<BackToCampaigns />}
        title={
          <span className="title-line">
            {campaign.name} <CampaignStatus campaign={campaign} />
          </span>
        }
        lead={[campaign.listName ?? text.campaigns.noList, campaign.senderName].join(" · ")}
      >
        <CampaignActions campaign={campaign} onChanged={live.refresh} />
      </PageHead>
      {campaign.status === "scheduled" && campaign.startsAt && (
        <Notice tone="info">{text.campaigns.startsAt(format.moment(campaign.startsAt))}</Notice>
      )}
      {campaign.status === "halted" && campaign.statusReason && (
        <Notice tone="bad">{campaign.statusReason}</Notice>
      )}
      {hasBegun && progress && (
        <LiveCard campaign={campaign} progress={progress} connection={live.connection} />
      )}
      <Tabs
        value={tab}
        onChange={(value) => setSearch(value === "overview" ? {} : { tab: value }, { replace: true })}
        tabs={[
          {
            value: "overview",
            label: text.campaign.tabs.overview,
            content: <CampaignOverview campaign={campaign} progress={progress} />,
          },
          {
            value: "recipients",
            label: text.campaign.tabs.recipients,
            content: <RecipientsPanel campaign={campaign} revision={progress?.revision ?? 0} />,
          },
          {
            value: "failures",
            label: text.campaign.tabs.failures,
            count: progress?.failed,
            content: (
              <FailuresPanel campaign={campaign} failed={progress?.failed ?? 0} onRetried={live.refresh} />
            ),
          },
        ]}
      />
    </div>
  );
}
