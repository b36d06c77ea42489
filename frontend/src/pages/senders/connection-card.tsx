import { useState } from "react";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { CredentialsDialog } from "./credentials-dialog.tsx";
import { IdentityDialog } from "./identity-dialog.tsx";
import type { Sender } from "./sender-list.tsx";
import { SenderStatus } from "./sender-status.tsx";

/** Whether the number is reached, who it is, and its credentials as far as anyone may see them. */
export function ConnectionCard({ sender }: { sender: Sender }) {
  const { senders, senderForm, common } = useText();
  const format = useFormat();
  const { isOwner } = useTenant();
  const [open, setOpen] = useState<"identity" | "credentials">();
  const { hasCredentials, credentialsHint, credentialsSetAt, status } = sender;
  return (
    <Card
      title={senderForm.connection}
      side={
        isOwner && (
          <Button small onClick={() => setOpen("identity")}>
            {senderForm.edit}
          </Button>
        )
      }
    >
      <div className="stack">
        <dl className="pairs">
          <dt>{common.status}</dt>
          <dd className="stack-s">
            <span>
              <SenderStatus sender={sender} />
            </span>
            <span className="small soft">
              {status === "active" && !hasCredentials
                ? senders.noCredentials
                : senderForm.connectionHints[status]}
            </span>
          </dd>
          <dt>{senders.identity}</dt>
          <dd className="mono">{sender.externalId}</dd>
          {sender.accountId && (
            <>
              <dt>{senderForm.accountId}</dt>
              <dd className="mono">{sender.accountId}</dd>
            </>
          )}
          {sender.apiUrl && (
            <>
              <dt>{senders.apiUrl}</dt>
              <dd className="mono">{sender.apiUrl}</dd>
            </>
          )}
          <dt>{senders.credentials}</dt>
          <dd>
            {!hasCredentials && senders.noCredentials}
            {hasCredentials &&
              (credentialsHint && credentialsSetAt
                ? senders.credentialsSet(credentialsHint, format.moment(credentialsSetAt))
                : senders.credentialsKept)}
          </dd>
          <dt>{senders.since}</dt>
          <dd>{format.moment(sender.activatedAt)}</dd>
        </dl>
        {isOwner && (sender.provider === "meta" || sender.provider === "evolution") && (
          <div className="row">
            <Button small onClick={() => setOpen("credentials")}>
              {senders.changeCredentials}
            </Button>
          </div>
        )}
      </div>
      {open === "identity" && <IdentityDialog sender={sender} onClose={() => setOpen(undefined)} />}
      <CredentialsDialog sender={sender} isOpen={open === "credentials"} onClose={() => setOpen(undefined)} />
    </Card>
  );
}
