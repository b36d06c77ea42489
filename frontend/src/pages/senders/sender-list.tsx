import { Plus, Smartphone } from "lucide-react";
import { Link } from "wouter";
import type { Answer } from "../../api/create-api.ts";
import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Empty, PageHead, Skeleton } from "../../ui/surfaces.tsx";
import { PauseHistory } from "./pause-history.tsx";
import { SenderActions } from "./sender-actions.tsx";
import { SenderCaps } from "./sender-caps.tsx";
import { SenderRule } from "./sender-rule.tsx";
import { SenderStatus } from "./sender-status.tsx";
import { TenantSwitchCard } from "./tenant-switch-card.tsx";

export type Sender = Answer<"readSender">;
export type Limits = Answer<"listSenderLimits">["items"][number];

const refetchMs = 15_000;

/** Every sender with what it used today and the rule that decides, and the switches. */
export default function SenderList() {
  const text = useText();
  useTitle(text.senders.title);
  const { isOwner } = useTenant();
  const senders = useRead("listSenders", { everyMs: refetchMs });
  const limits = useRead("listSenderLimits", { everyMs: refetchMs });
  const items = senders.data?.items;
  return (
    <div className="stack-l">
      <PageHead title={text.senders.title}>
        {isOwner && (
          <ButtonLink look="primary" href="/senders/new">
            <Plus aria-hidden="true" />
            {text.senderForm.title}
          </ButtonLink>
        )}
      </PageHead>
      <TenantSwitchCard />
      {senders.error && !items && (
        <ProblemNotice problem={senders.error} onRetry={() => void senders.refetch()} />
      )}
      {!items && !senders.error && (
        <div className="card card-body" aria-busy="true">
          <Skeleton lines={5} height="1.5rem" />
        </div>
      )}
      {items?.length === 0 && (
        <div className="card">
          <Empty icon={Smartphone} title={text.senders.emptyTitle}>
            {text.senders.empty}
          </Empty>
        </div>
      )}
      <div className="columns">
        {items?.map((sender) => (
          <SenderCard
            key={sender.id}
            sender={sender}
            limits={limits.data?.items.find(({ senderId }) => senderId === sender.id)}
          />
        ))}
      </div>
      <PauseHistory />
    </div>
  );
}

function SenderCard({ sender, limits }: { sender: Sender; limits: Limits | undefined }) {
  const text = useText();
  return (
    <section className="card" aria-label={sender.name}>
      <div className="card-head">
        <div className="grow">
          <h2>
            <Link href={`/senders/${sender.id}`}>{sender.name}</Link>
          </h2>
          <p className="tiny muted">
            {text.senders.providers[sender.provider]} · <span className="mono">{sender.externalId}</span>
          </p>
        </div>
        <SenderStatus sender={sender} />
      </div>
      <div className="card-body stack">
        {limits && <SenderRule limits={limits} />}
        {limits && <SenderCaps caps={limits.caps} />}
        {!sender.profile && <p className="small muted">{text.senders.noProfile}</p>}
        <SenderActions sender={sender} />
      </div>
    </section>
  );
}
