import { Trophy } from "lucide-react";
import { useEffect, useState } from "react";
import type { Answer } from "../../api/create-api.ts";
import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Badge, Card } from "../../ui/surfaces.tsx";
import type { Campaign } from "./campaign-status.tsx";
import { ChooseVariantDialog } from "./choose-variant-dialog.tsx";

type Test = NonNullable<Campaign["variants"]>;
type Props = { campaign: Campaign; test: Test; revision: number };
const refetchMs = 15_000;
const followMs = 3_000;

/** What came of each version of a test, who won and why; until then a person may decide. */
export function VariantsCard({ campaign, test, revision }: Props) {
  const { variants: words } = useText();
  const { mayWrite } = useTenant();
  const [isAsked, setAsked] = useState(false);
  const { data, error, refetch } = useRead("readCampaignMetrics", {
    params: { campaignId: campaign.id },
    everyMs: campaign.status === "running" ? refetchMs : false,
  });
  const [seen, setSeen] = useState(revision);
  // The versions follow the figures above them, but not twice a second.
  useEffect(() => {
    if (revision === seen) return;
    const timer = setTimeout(() => {
      setSeen(revision);
      void refetch();
    }, followMs);
    return () => clearTimeout(timer);
  });
  const isOpen = test.winner === null && (campaign.status === "running" || campaign.status === "halted");
  return (
    <Card
      title={words.results}
      flush
      side={
        mayWrite &&
        isOpen && (
          <Button small onClick={() => setAsked(true)}>
            <Trophy aria-hidden="true" />
            {words.choose}
          </Button>
        )
      }
    >
      <p className="card-note small soft" role="status">
        {outcomeOf(test, words)}
      </p>
      <VariantTable rows={data?.byVariant} test={test} problem={error} onRetry={() => void refetch()} />
      {isAsked && (
        <ChooseVariantDialog campaignId={campaign.id} test={test} onClose={() => setAsked(false)} />
      )}
    </Card>
  );
}

function outcomeOf({ winner, decision }: Test, words: ReturnType<typeof useText>["variants"]): string {
  return winner && decision ? words.decided[decision.reason](winner) : words.running;
}

type Rows = Answer<"readCampaignMetrics">["byVariant"];
type TableProps = { rows: Rows | undefined; test: Test; problem: unknown; onRetry: () => void };

function VariantTable({ rows, test, problem, onRetry }: TableProps) {
  const { variants: words, campaign: text } = useText();
  const format = useFormat();
  const of = (value: number, whole: number) => `${format.number(value)} · ${format.share(value, whole)}`;
  return (
    <PagedTable
      label={words.results}
      items={rows}
      keyOf={({ variant }) => variant}
      problem={problem}
      onRetry={onRetry}
      empty={null}
      columns={[
        {
          head: words.column,
          kind: "lead",
          cell: ({ variant }) => (
            <span className="row">
              <strong>{words.variant(variant)}</strong>
              {test.winner === variant && <Badge tone="good">{words.isWinner}</Badge>}
            </span>
          ),
        },
        { head: words.out, kind: "number", cell: ({ sent }) => format.number(sent) },
        {
          head: words.metrics.delivered,
          kind: "number",
          cell: ({ delivered, sent }) => of(delivered, sent),
        },
        { head: words.metrics.read, kind: "number", cell: ({ read, delivered }) => of(read, delivered) },
        {
          head: words.metrics.replied,
          kind: "number",
          cell: ({ replied, delivered }) => of(replied, delivered),
        },
        { head: text.counts.failed, kind: "number", cell: ({ failed }) => format.number(failed) },
      ]}
    />
  );
}
