import { Switch } from "radix-ui";
import { usePlatformAct, usePlatformRead } from "../../api/use-platform.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";

/** What can be turned off without a deploy. */
export function FlagTable() {
  const { platform, common } = useText();
  const format = useFormat();
  const say = useToast();
  const { data, error, refetch } = usePlatformRead("listFeatureFlags", {});
  const act = usePlatformAct("setFeatureFlag", ["listFeatureFlags", "listPlatformAuditEvents"]);
  return (
    <Card title={platform.flags} flush>
      <PagedTable
        label={platform.flags}
        items={data?.items}
        keyOf={({ key }) => key}
        problem={error}
        onRetry={() => void refetch()}
        empty={null}
        columns={[
          {
            head: common.name,
            kind: "lead",
            cell: ({ key, description }) => (
              <>
                <p className="strong mono">{key}</p>
                <p className="tiny muted">{description}</p>
              </>
            ),
          },
          {
            head: common.updated,
            cell: ({ updatedAt }) => <span className="small soft">{format.moment(updatedAt)}</span>,
          },
          {
            head: platform.on,
            kind: "end",
            cell: ({ key, value }) => (
              <Switch.Root
                className="switch"
                aria-label={key}
                checked={value.enabled}
                disabled={act.isPending}
                onCheckedChange={(enabled) =>
                  act.mutate(
                    { params: { key }, body: { ...value, enabled } },
                    {
                      onSuccess: () => say(common.saved),
                      onError: () => say(common.unknownError, { isBad: true }),
                    },
                  )
                }
              >
                <Switch.Thumb className="switch-thumb" />
              </Switch.Root>
            ),
          },
        ]}
      />
    </Card>
  );
}
