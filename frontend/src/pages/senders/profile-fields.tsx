import { useText } from "../../i18n/language.tsx";
import { CheckField } from "../../ui/field.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { WindowFields } from "../../ui/window-fields.tsx";
import type { Profile } from "./default-profiles.ts";
import { MoreProfileFields } from "./more-profile-fields.tsx";

export type ProfileFieldsProps = { profile: Profile; edit: (part: Partial<Profile>) => void };

/** All limits of a sender: those that people change often, the rest folded away. */
export function ProfileFields({ profile, edit }: ProfileFieldsProps) {
  const { senders, senderForm } = useText();
  return (
    <div className="stack">
      <div className="columns narrow-columns">
        <NumberField
          label={senders.perHour}
          hint={senders.emptyUnlimited}
          min={1}
          step={1}
          value={profile.maxPerHour}
          onNumber={(maxPerHour) => edit({ maxPerHour })}
        />
        <NumberField
          label={senders.perDay}
          hint={senders.emptyUnlimited}
          min={1}
          step={1}
          value={profile.maxPerDay}
          onNumber={(maxPerDay) => edit({ maxPerDay })}
        />
        <NumberField
          label={senders.gapSeconds}
          min={0.001}
          required
          unit={1_000}
          value={profile.minGapMs}
          onNumber={(minGapMs) => minGapMs !== null && edit({ minGapMs })}
        />
        <NumberField
          label={senderForm.jitter}
          hint={senderForm.jitterHint}
          min={0}
          required
          unit={1_000}
          value={profile.gapJitterMs}
          onNumber={(ms) => ms !== null && edit({ gapJitterMs: Math.round(ms) })}
        />
      </div>
      <CheckField
        label={senders.anyTime}
        checked={profile.window === null}
        onChange={({ target }) => edit({ window: target.checked ? null : { from: "08:00", until: "20:00" } })}
      />
      {profile.window && <WindowFields value={profile.window} onChange={(window) => edit({ window })} />}
      <MoreProfileFields profile={profile} edit={edit} />
    </div>
  );
}
