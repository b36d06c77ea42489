import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Profile } from "./default-profiles.ts";
import { ProfileFields } from "./profile-fields.tsx";
import type { Sender } from "./sender-list.tsx";

type Props = { sender: Sender; profile: Profile; onClose: () => void };
const changes = ["readSender", "listSenders", "readSenderLimits", "listSenderLimits"] as const;

/** Changes the limits of a sender; what nobody touched goes back as it was. */
export function ProfileDialog({ sender, profile, onClose }: Props) {
  const { senders, common } = useText();
  const say = useToast();
  const [draft, setDraft] = useState(profile);
  const act = useAct("changeSenderProfile", changes);
  return (
    <Dialog wide title={senders.editProfile} lead={sender.name} isOpen onClose={onClose}>
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
        <ProfileFields profile={draft} edit={(part) => setDraft((known) => ({ ...known, ...part }))} />
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
