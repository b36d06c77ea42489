import { useFormat, useText } from "../../i18n/language.tsx";
import { gatherHours } from "./gather-hours.ts";

const bars = 48;
const height = 64;

/** Sends per hour as bars; many hours are gathered into as many bars as fit. */
export function HourCurve({ hours }: { hours: readonly { at: string; sends: number }[] }) {
  const { wizard } = useText();
  const format = useFormat();
  const shown = gatherHours(
    hours.map(({ at, sends }) => ({ at: Date.parse(at), sends })),
    bars,
  );
  const peak = Math.max(1, ...shown.map(({ perHour }) => perHour));
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return null;
  return (
    <figure className="curve">
      <figcaption className="row-between tiny muted">
        <span>{wizard.perHour}</span>
        <span>{wizard.peak(format.number(Math.round(peak)))}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${wizard.perHourLabel}: ${wizard.peak(format.number(Math.round(peak)))}`}
        viewBox={`0 0 ${shown.length * 10} ${height}`}
        preserveAspectRatio="none"
      >
        {shown.map(({ at, perHour }, index) => {
          const tall = perHour === 0 ? 0 : Math.max(1.5, (height * perHour) / peak);
          return <rect key={at} x={index * 10 + 1} y={height - tall} width={8} height={tall} rx={1} />;
        })}
      </svg>
      <div className="row-between tiny muted figures">
        <span>{format.moment(first.at)}</span>
        <span>{format.moment(last.until)}</span>
      </div>
    </figure>
  );
}
