import { useState } from "react";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/surfaces.tsx";
import { ProfileDialog } from "./profile-dialog.tsx";
import type { Sender } from "./sender-list.tsx";

/** By which limits a sender sends. */
export function ProfileCard({ sender }: { sender: Sender }) {
  const { senders, common } = useText();
  const format = useFormat();
  const { isOwner } = useTenant();
  const [isOpen, setOpen] = useState(false);
  const { profile } = sender;
  if (!profile)
    return (
      <Card title={senders.profile}>
        <p className="muted">{senders.noProfile}</p>
      </Card>
    );
  const cap = (value: number | null) => (value === null ? senders.unlimited : format.number(value));
  const { window, warmUp } = profile;
  const days =
    window?.days && window.days.length < 7
      ? window.days.map((day) => common.days[day]).join(", ")
      : common.everyDay;
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
      <dl className="pairs">
        <dt>{senders.perHour}</dt>
        <dd className="figures">{cap(profile.maxPerHour)}</dd>
        <dt>{senders.perDay}</dt>
        <dd className="figures">{cap(profile.maxPerDay)}</dd>
        {profile.kind === "official" && (
          <>
            <dt>{senders.tierPerDay}</dt>
            <dd className="figures">{cap(profile.tierPerDay)}</dd>
          </>
        )}
        <dt>{senders.gap}</dt>
        <dd className="figures">
          {profile.minGapMs < 1_000
            ? `${format.number(Math.round(profile.minGapMs * 10) / 10)} ms`
            : format.span(profile.minGapMs)}
        </dd>
        <dt>{senders.window}</dt>
        <dd>{window ? `${window.from}–${window.until}, ${days}` : senders.anyTime}</dd>
        <dt>{senders.warmUp}</dt>
        <dd>
          {warmUp.length === 0
            ? senders.noWarmUp
            : warmUp
                .map(({ maxPerDay, untilAgeDays }) =>
                  senders.warmUpStage(format.number(maxPerDay), format.number(untilAgeDays)),
                )
                .join("; ")}
        </dd>
      </dl>
      {isOpen && <ProfileDialog sender={sender} profile={profile} onClose={() => setOpen(false)} />}
    </Card>
  );
}
