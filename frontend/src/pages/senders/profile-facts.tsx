import { useFormat, useText } from "../../i18n/language.tsx";
import type { Sender } from "./sender-list.tsx";

/** The limits of a profile, as people read them. */
export function ProfileFacts({ profile }: { profile: NonNullable<Sender["profile"]> }) {
  const { senders, common } = useText();
  const format = useFormat();
  const cap = (value: number | null) => (value === null ? senders.unlimited : format.number(value));
  const { window, warmUp, minGapMs } = profile;
  const days =
    window?.days && window.days.length < 7
      ? window.days.map((day) => common.days[day]).join(", ")
      : common.everyDay;
  return (
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
        {minGapMs < 1_000 ? `${format.number(Math.round(minGapMs * 10) / 10)} ms` : format.span(minGapMs)}
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
  );
}
