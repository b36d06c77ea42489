import { useState } from "react";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { defaultProfileOf } from "./default-profiles.ts";
import { ProfileDialog } from "./profile-dialog.tsx";
import { ProfileFacts } from "./profile-facts.tsx";
import type { Sender } from "./sender-list.tsx";

/** By which limits a sender sends. */
export function ProfileCard({ sender }: { sender: Sender }) {
  const { senders } = useText();
  const { isOwner } = useTenant();
  const [isOpen, setOpen] = useState(false);
  const { profile } = sender;
  return (
    <Card
      title={senders.profile}
      side={
        isOwner && (
          <Button small onClick={() => setOpen(true)}>
            {senders.editProfile}
          </Button>
        )
      }
    >
      {profile ? <ProfileFacts profile={profile} /> : <p className="muted">{senders.noProfile}</p>}
      {isOpen && (
        <ProfileDialog
          sender={sender}
          profile={profile ?? defaultProfileOf(sender.provider)}
          onClose={() => setOpen(false)}
        />
      )}
    </Card>
  );
}
