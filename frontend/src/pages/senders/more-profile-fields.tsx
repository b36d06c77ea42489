import { useText } from "../../i18n/language.tsx";
import { CapFields } from "../../ui/cap-fields.tsx";
import { CheckField, TextField } from "../../ui/field.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { defaultProfiles } from "./default-profiles.ts";
import type { ProfileFieldsProps } from "./profile-fields.tsx";
import { WarmUpFields } from "./warm-up-fields.tsx";

/** The limits that are set once: warm-up, how often one person is reached, the sample first, the breaker. */
export function MoreProfileFields({ profile, edit }: ProfileFieldsProps) {
  const { senders, senderForm } = useText();
  const { frequencyCap, ramp, breaker, kind } = profile;
  const isOfficial = kind === "official";
  const usualRamp = defaultProfiles[isOfficial ? "meta" : "evolution"].ramp;
  return (
    <details className="help">
      <summary>{senderForm.more}</summary>
      <div className="stack">
        {isOfficial && (
          <div className="columns narrow-columns">
            <NumberField
              label={senders.tierPerDay}
              hint={senderForm.tierHint}
              min={1}
              step={1}
              value={profile.tierPerDay}
              onNumber={(tierPerDay) => edit({ tierPerDay })}
            />
            <TextField
              label={senderForm.portfolio}
              hint={senderForm.portfolioHint}
              maxLength={256}
              value={profile.portfolioId ?? ""}
              onChange={({ target }) => edit({ portfolioId: target.value.trim() || null })}
            />
          </div>
        )}
        <WarmUpFields stages={profile.warmUp} onChange={(warmUp) => edit({ warmUp })} />
        <div className="columns narrow-columns">
          <NumberField
            label={senderForm.pairGap}
            hint={senderForm.pairGapHint}
            min={0}
            required
            unit={1_000}
            value={profile.pairGapMs}
            onNumber={(ms) => ms !== null && edit({ pairGapMs: Math.round(ms) })}
          />
          <NumberField
            label={senderForm.headroom}
            hint={senderForm.headroomHint}
            min={0}
            max={90}
            required
            unit={0.01}
            value={profile.replyHeadroom}
            onNumber={(replyHeadroom) => replyHeadroom !== null && edit({ replyHeadroom })}
          />
        </div>
        <CheckField
          label={senderForm.repliesCount}
          hint={senderForm.repliesCountHint}
          checked={profile.repliesCount}
          onChange={({ target }) => edit({ repliesCount: target.checked })}
        />
        <CapFields
          hint={senderForm.capHint}
          value={frequencyCap}
          onChange={(next) => edit({ frequencyCap: next })}
        />
        <CheckField
          label={senderForm.ramp}
          hint={senderForm.rampHint}
          checked={ramp !== null}
          onChange={({ target }) => edit({ ramp: target.checked ? usualRamp : null })}
        />
        {ramp && (
          <div className="columns narrow-columns">
            <NumberField
              label={senderForm.firstSlice}
              min={1}
              step={1}
              required
              value={ramp.firstSlice}
              onNumber={(firstSlice) => firstSlice !== null && edit({ ramp: { ...ramp, firstSlice } })}
            />
            <NumberField
              label={senderForm.growth}
              min={0}
              required
              value={ramp.growth}
              onNumber={(growth) => growth !== null && edit({ ramp: { ...ramp, growth } })}
            />
          </div>
        )}
        <CheckField
          label={senderForm.breaker}
          hint={senderForm.breakerHint}
          checked={breaker?.enabled !== false}
          onChange={({ target }) => edit({ breaker: { ...breaker, enabled: target.checked } })}
        />
      </div>
    </details>
  );
}
