import { CheckCircle2, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { Badge, Empty } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Campaign } from "./campaign-status.tsx";

type Props = { campaign: Campaign; failed: number; onRetried: () => void };

/** What failed, by cause, what to do about it, and the way back to the queue for what may yet go. */
export function FailuresPanel({ campaign, failed, onRetried }: Props) {
  const { text, language } = useLanguage();
  const format = useFormat();
  const say = useToast();
  const { mayWrite } = useTenant();
  const params = { campaignId: campaign.id };
  const { data, error, refetch } = useRead("listFailures", { params });
  const [asked, setAsked] = useState<{ codes: string[]; count: number }>();
  const retry = useAct("retryFailures", ["listFailures", "listRecipients", "readCampaign", "listCampaigns"]);
  useEffect(() => void refetch(), [failed, refetch]);

  const retryable = (data?.items ?? []).filter(({ canRetry }) => canRetry);
  const ready = retryable.reduce((sum, one) => sum + one.retryable, 0);
  return (
    <section className="card">
      {mayWrite && retryable.length > 0 && (
        <div className="card-head">
          <span className="small muted">{text.failures.ready(format.number(ready))}</span>
          <Button
            small
            look="primary"
            onClick={() =>
              setAsked({
                codes: [],
                count: ready,
              })
            }
          >
            <RotateCcw aria-hidden="true" />
            {text.failures.retryAll}
          </Button>
        </div>
      )}
      <PagedTable
        label={text.campaign.tabs.failures}
        items={data?.items}
        keyOf={({ code, reason }) => `${code} ${reason}`}
        problem={error}
        onRetry={() => void refetch()}
        empty={
          <Empty icon={CheckCircle2} title={text.failures.empty}>
            {text.failures.emptyHint}
          </Empty>
        }
        columns={[
          {
            head: text.recipients.reason,
            kind: "lead",
            cell: (failure) => (
              <>
                <p className="strong">{language === "en" ? failure.en : failure.pt}</p>
                <p className="tiny muted mono">{failure.code}</p>
              </>
            ),
          },
          {
            head: text.common.status,
            cell: ({ canRetry }) =>
              canRetry ? (
                <Badge tone="info">{text.failures.canRetry}</Badge>
              ) : (
                <span title={text.failures.finalHint}>
                  <Badge>{text.failures.final}</Badge>
                </span>
              ),
          },
          {
            head: text.campaign.tabs.failures,
            kind: "number",
            cell: (failure) => format.number(failure.count),
          },
          {
            head: text.common.actions,
            kind: "end",
            cell: (failure) =>
              mayWrite &&
              failure.canRetry && (
                <Button
                  small
                  onClick={() =>
                    setAsked({ codes: failure.code ? [failure.code] : [], count: failure.retryable })
                  }
                >
                  <RotateCcw aria-hidden="true" />
                  {text.failures.retryOne}
                </Button>
              ),
          },
        ]}
      />
      <ReasonDialog
        title={text.failures.retryTitle}
        lead={text.failures.retryText(
          text.failures.count(asked?.count ?? 0, format.number(asked?.count ?? 0)),
        )}
        confirm={text.failures.retryOne}
        asksReason={false}
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={async () => {
          const { retried, left } = await retry.mutateAsync({
            params,
            body: asked?.codes.length ? { codes: asked.codes } : {},
          });
          say(
            [
              text.failures.retried(format.number(retried), retried),
              left > 0 && text.failures.left(format.number(left)),
            ]
              .filter(Boolean)
              .join(" "),
          );
          onRetried();
        }}
      />
    </section>
  );
}
