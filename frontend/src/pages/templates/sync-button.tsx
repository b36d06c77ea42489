import { RefreshCw } from "lucide-react";
import { useState } from "react";
import type { Answer } from "../../api/create-api.ts";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Choices } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Notice } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";

type Synced = Answer<"syncTemplates">;
type Props = { senderId?: string | undefined; small?: boolean };
const changes = ["listTemplates", "readTemplate", "listCampaigns", "readCampaign"] as const;

/** Brings what Meta has; says which campaigns stand still because of it. Asks whose account where that is not clear. */
export function SyncButton({ senderId, small }: Props) {
  const { templates, wizard } = useText();
  const format = useFormat();
  const say = useToast();
  const senders = useRead("listSenders", { isEnabled: senderId === undefined });
  const [isOpen, setOpen] = useState(false);
  const [halted, setHalted] = useState<Synced["halted"]>([]);
  const act = useAct("syncTemplates", changes);
  const withAccount = (senders.data?.items ?? []).filter(
    ({ provider, accountId }) => provider === "meta" && accountId,
  );
  const accounts = withAccount.filter(
    (one, index) => withAccount.findIndex(({ accountId }) => accountId === one.accountId) === index,
  );

  function sync(id: string) {
    act.mutate(
      { body: { senderId: id } },
      {
        onSuccess: (synced) => {
          const { added, changed, removed } = synced;
          say(wizard.synced(format.number(added), format.number(changed), format.number(removed)));
          setHalted(synced.halted);
          setOpen(synced.halted.length > 0);
        },
        onError: () => setOpen(true),
      },
    );
  }
  const only = senderId ?? (accounts.length === 1 ? accounts[0]?.id : undefined);
  return (
    <>
      <Button
        small={small ?? false}
        busy={act.isPending}
        disabled={senderId === undefined && !senders.data}
        onClick={() => (only ? sync(only) : setOpen(true))}
      >
        <RefreshCw aria-hidden="true" />
        {wizard.sync}
      </Button>
      <Dialog title={wizard.sync} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className="stack">
          {act.error !== null && <ProblemNotice problem={act.error} />}
          {halted.length > 0 && <Halted halted={halted} />}
          {!only && accounts.length === 0 && <Notice tone="warn">{templates.noAccount}</Notice>}
          {!only && accounts.length > 0 && (
            <Accounts accounts={accounts} onChoose={sync} isBusy={act.isPending} />
          )}
        </div>
      </Dialog>
    </>
  );
}

function Halted({ halted }: { halted: Synced["halted"] }) {
  const { templates } = useText();
  return (
    <Notice tone="bad">
      <p className="strong">{templates.halted}</p>
      <ul className="bullets">
        {halted.map(({ campaignId, name, template }) => (
          <li key={campaignId}>
            {name} · {template}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

type AccountProps = {
  accounts: Answer<"listSenders">["items"];
  onChoose: (senderId: string) => void;
  isBusy: boolean;
};

function Accounts({ accounts, onChoose, isBusy }: AccountProps) {
  const { templates, wizard } = useText();
  const [chosen, setChosen] = useState(accounts[0]?.id ?? "");
  return (
    <>
      <p className="soft">{templates.whichAccount}</p>
      <Choices
        legend={templates.whichAccount}
        name="account"
        value={chosen}
        options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
        onChoose={setChosen}
      />
      <div className="dialog-actions">
        <Button look="primary" busy={isBusy} onClick={() => onChoose(chosen)}>
          {wizard.sync}
        </Button>
      </div>
    </>
  );
}
