import { useState } from "react";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { ProfileDialog } from "./profile-dialog.tsx";
import { ProfileFacts } from "./profile-facts.tsx";
import type { Sender } from "./sender-list.tsx";

/** By which limits a sender sends. */
export function ProfileCard({ sender }: { sender: Sender }) {
  const { senders } = useText();
  const { isOwner } = useTenant();
  const [isOpen, setOpen] = useState(false);
  const { profile } = sender;
  if (!profile)
    return (
      <Card title={senders.profile}>
        <p className="muted">{senders.noProfile}</p>
      </Card>
    );
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
      <ProfileFacts profile={profile} />
      {isOpen && <ProfileDialog sender={sender} profile={profile} onClose={() => setOpen(false)} />}
    </Card>
  );
}
