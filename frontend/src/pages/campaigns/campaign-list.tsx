import { Megaphone, Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { usePages } from "../../api/use-api.ts";
import { firstCampaigns } from "../../auth/prepare-first-page.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { settledOf } from "../../live/campaign-progress.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Choices } from "../../ui/field.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Empty, PageHead } from "../../ui/surfaces.tsx";
import { type CampaignItem, CampaignStatus } from "./campaign-status.tsx";
import { ProgressBar } from "./progress-bar.tsx";

const filters = ["all", "running", "scheduled", "draft", "finished", "cancelled", "halted"] as const;
const refetchMs = 15_000;

/** All campaigns, the newest first. */
export default function CampaignList() {
  const text = useText();
  const { mayWrite } = useTenant();
  const [filter, setFilter] = useState<(typeof filters)[number]>("all");
  useTitle(text.campaigns.title);
  const { items, problem, refetch, more } = usePages("listCampaigns", {
    query: { ...firstCampaigns, ...(filter !== "all" && { status: filter }) },
    everyMs: refetchMs,
  });
  const create = mayWrite && (
    <ButtonLink look="primary" href="/campaigns/new">
      <Plus aria-hidden="true" />
      {text.campaigns.create}
    </ButtonLink>
  );
  return (
    <div className="stack-l">
      <PageHead title={text.campaigns.title}>{create}</PageHead>
      <section className="card">
        <div className="filters">
          <Choices
            legend={text.campaigns.filter}
            name="status"
            value={filter}
            options={filters.map((value) => ({
              value,
              label: value === "all" ? text.campaigns.all : text.campaigns.status[value],
            }))}
            onChoose={setFilter}
          />
        </div>
        <PagedTable
          label={text.campaigns.title}
          items={items}
          keyOf={({ id }) => id}
          problem={problem}
          onRetry={refetch}
          more={more}
          links
          empty={
            filter === "all" ? (
              <Empty icon={Megaphone} title={text.campaigns.emptyTitle} action={create}>
                {text.campaigns.empty}
              </Empty>
            ) : (
              <Empty title={text.campaigns.emptyFilter} />
            )
          }
          columns={[
            { head: text.common.name, kind: "lead", cell: (item) => <CampaignName campaign={item} /> },
            { head: text.common.status, cell: (item) => <CampaignStatus campaign={item} /> },
            { head: text.campaigns.list, cell: ({ listName }) => listName ?? text.campaigns.noList },
            { head: text.campaigns.sender, cell: ({ senderName }) => senderName },
            { head: text.campaigns.progress, cell: (item) => <CampaignFigures campaign={item} /> },
          ]}
        />
      </section>
    </div>
  );
}

function CampaignName({ campaign }: { campaign: CampaignItem }) {
  const { campaigns } = useText();
  const format = useFormat();
  const { id, name, status, startsAt, startedAt, finishedAt, createdAt } = campaign;
  const when = finishedAt
    ? campaigns.finishedAt(format.moment(finishedAt))
    : startedAt
      ? campaigns.startedAt(format.moment(startedAt))
      : status === "scheduled" && startsAt
        ? campaigns.startsAt(format.moment(startsAt))
        : campaigns.createdAt(format.moment(createdAt));
  return (
    <>
      <Link href={`/campaigns/${id}`}>{name}</Link>
      <p className="tiny muted">{when}</p>
    </>
  );
}

function CampaignFigures({ campaign: { progress } }: { campaign: CampaignItem }) {
  const format = useFormat();
  const text = useText();
  if (!progress || progress.total === 0) return <span className="muted">–</span>;
  return (
    <div className="list-progress">
      <span className="small figures">
        {text.common.of(format.number(settledOf(progress)), format.number(progress.total))}
      </span>
      <ProgressBar progress={progress} thin />
    </div>
  );
}
