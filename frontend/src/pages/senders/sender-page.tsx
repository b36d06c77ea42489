import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Notice, PageHead } from "../../ui/surfaces.tsx";
import { ConnectionCard } from "./connection-card.tsx";
import { ProfileCard } from "./profile-card.tsx";
import { SenderActions } from "./sender-actions.tsx";
import { SenderCaps } from "./sender-caps.tsx";
import { SenderRule } from "./sender-rule.tsx";
import { SenderStatus } from "./sender-status.tsx";

const refetchMs = 15_000;

/** One sender: where it stands, its limits, its connection. */
export default function SenderPage({ senderId }: { senderId: string }) {
  const text = useText();
  const params = { senderId };
  const { data: sender, error, refetch } = useRead("readSender", { params, everyMs: refetchMs });
  const limits = useRead("readSenderLimits", { params, everyMs: refetchMs });
  useTitle(sender?.name);
  if (error && !sender) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!sender) return <PageLoading />;
  const [now] = limits.data?.items ?? [];
  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/senders">{text.senders.title}</BackLink>}
        title={
          <span className="title-line">
            {sender.name} <SenderStatus sender={sender} />
          </span>
        }
        lead={text.senders.providers[sender.provider]}
      >
        <SenderActions sender={sender} withPower />
      </PageHead>
      {sender.status !== "active" && sender.statusReason && (
        <Notice tone={sender.status === "disabled" ? "neutral" : "bad"}>
          <p>
            <span className="strong">{text.senders.reason}: </span>
            {sender.statusReason}
          </p>
        </Notice>
      )}
      <div className="columns">
        <div className="stack">
          <Card>
            <div className="stack">
              {now && <SenderRule limits={now} />}
              {now && <SenderCaps caps={now.caps} />}
            </div>
          </Card>
          <ConnectionCard sender={sender} />
        </div>
        <ProfileCard sender={sender} />
      </div>
    </div>
  );
}
