import { useState } from "react";
import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { Button } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Notice, PageHead } from "../../ui/surfaces.tsx";
import { CredentialsDialog } from "./credentials-dialog.tsx";
import { ProfileCard } from "./profile-card.tsx";
import { SenderActions } from "./sender-actions.tsx";
import { SenderCaps } from "./sender-caps.tsx";
import { SenderRule } from "./sender-rule.tsx";
import { SenderStatus } from "./sender-status.tsx";

const refetchMs = 15_000;

/** One sender: where it stands, its limits, its credentials as far as anyone may see them. */
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
        <Card>
          <div className="stack">
            {now && <SenderRule limits={now} />}
            {now && <SenderCaps caps={now.caps} />}
          </div>
        </Card>
        <ProfileCard sender={sender} />
        <CredentialsCard sender={sender} />
      </div>
    </div>
  );
}

function CredentialsCard({ sender }: { sender: Parameters<typeof SenderStatus>[0]["sender"] }) {
  const text = useText();
  const format = useFormat();
  const { isOwner } = useTenant();
  const [isOpen, setOpen] = useState(false);
  const { hasCredentials, credentialsHint, credentialsSetAt, externalId, accountId, apiUrl, activatedAt } =
    sender;
  return (
    <Card
      title={text.senders.credentials}
      side={
        isOwner && (
          <Button small onClick={() => setOpen(true)}>
            {text.senders.changeCredentials}
          </Button>
        )
      }
    >
      <dl className="pairs">
        <dt>{text.senders.credentials}</dt>
        <dd>
          {!hasCredentials && text.senders.noCredentials}
          {hasCredentials &&
            (credentialsHint && credentialsSetAt
              ? text.senders.credentialsSet(credentialsHint, format.moment(credentialsSetAt))
              : text.senders.credentialsKept)}
        </dd>
        <dt>{text.senders.identity}</dt>
        <dd className="mono">{[externalId, accountId].filter(Boolean).join(" · ")}</dd>
        {apiUrl && (
          <>
            <dt>{text.senders.apiUrl}</dt>
            <dd className="mono">{apiUrl}</dd>
          </>
        )}
        <dt>{text.senders.since}</dt>
        <dd>{format.moment(activatedAt)}</dd>
      </dl>
      <CredentialsDialog sender={sender} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Card>
  );
}
