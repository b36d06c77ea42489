import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Sender } from "./sender-list.tsx";

type Props = { sender: Sender; isOpen: boolean; onClose: () => void };

/** Replaces a sender's credentials. What is there is never shown, so nothing is filled in. */
export function CredentialsDialog({ sender, isOpen, onClose }: Props) {
  const { senders } = useText();
  return (
    <Dialog title={senders.changeCredentials} lead={sender.name} isOpen={isOpen} onClose={onClose}>
      {isOpen && <CredentialsForm sender={sender} onClose={onClose} />}
    </Dialog>
  );
}

function CredentialsForm({ sender, onClose }: Omit<Props, "isOpen">) {
  const { senders, common } = useText();
  const say = useToast();
  const [secret, setSecret] = useState("");
  const [apiUrl, setApiUrl] = useState(sender.apiUrl ?? "");
  const act = useAct("setSenderCredentials", ["readSender", "listSenders"]);
  const isMeta = sender.provider === "meta";
  const body = isMeta
    ? { provider: "meta" as const, accessToken: secret.trim() }
    : { provider: "evolution" as const, apiKey: secret.trim(), apiUrl: apiUrl.trim() };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(
          { params: { senderId: sender.id }, body },
          {
            onSuccess: () => {
              say(senders.credentialsSaved);
              onClose();
            },
          },
        );
      }}
    >
      {!isMeta && (
        <TextField
          label={senders.apiUrl}
          type="url"
          required
          value={apiUrl}
          onChange={(event) => setApiUrl(event.target.value)}
        />
      )}
      <TextField
        label={isMeta ? senders.accessToken : senders.apiKey}
        hint={senders.credentialsHint}
        type="password"
        autoComplete="off"
        required
        minLength={8}
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
      />
      {act.error !== null && <ProblemNotice problem={act.error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" look="primary" busy={act.isPending}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}
