import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { CheckField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { WindowFields } from "../../ui/window-fields.tsx";
import type { Sender } from "./sender-list.tsx";

type Profile = NonNullable<Sender["profile"]>;
type Props = { sender: Sender; profile: Profile; onClose: () => void };
const changes = ["readSender", "listSenders", "readSenderLimits", "listSenderLimits"] as const;

/** Changes the limits that people change; the rest of the profile goes back as it was. */
export function ProfileDialog({ sender, profile, onClose }: Props) {
  const { senders, common } = useText();
  const say = useToast();
  const [draft, setDraft] = useState(profile);
  const act = useAct("changeSenderProfile", changes);
  const cap = (text: string) => (text.trim() === "" ? null : Number(text));
  return (
    <Dialog title={senders.editProfile} lead={sender.name} isOpen onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { params: { senderId: sender.id }, body: draft },
            {
              onSuccess: () => {
                say(senders.profileSaved);
                onClose();
              },
            },
          );
        }}
      >
        <div className="columns">
          <TextField
            label={senders.perHour}
            hint={senders.emptyUnlimited}
            type="number"
            min={1}
            inputMode="numeric"
            value={draft.maxPerHour ?? ""}
            onChange={(event) => setDraft({ ...draft, maxPerHour: cap(event.target.value) })}
          />
          <TextField
            label={senders.perDay}
            hint={senders.emptyUnlimited}
            type="number"
            min={1}
            inputMode="numeric"
            value={draft.maxPerDay ?? ""}
            onChange={(event) => setDraft({ ...draft, maxPerDay: cap(event.target.value) })}
          />
          <TextField
            label={senders.gapSeconds}
            type="number"
            min={0.001}
            step="any"
            required
            value={draft.minGapMs / 1_000}
            onChange={(event) => setDraft({ ...draft, minGapMs: Number(event.target.value) * 1_000 })}
          />
        </div>
        <CheckField
          label={senders.anyTime}
          checked={draft.window === null}
          onChange={(event) =>
            setDraft({ ...draft, window: event.target.checked ? null : { from: "08:00", until: "20:00" } })
          }
        />
        {draft.window && (
          <WindowFields value={draft.window} onChange={(window) => setDraft({ ...draft, window })} />
        )}
        {act.error !== null && <ProblemNotice problem={act.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" look="primary" busy={act.isPending}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
