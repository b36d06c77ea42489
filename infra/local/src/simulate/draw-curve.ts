import type { Simulation } from "@nova/pacing/simulate";

type Bar = { label: string; sends: number };
type Locale = "pt-BR" | "en";

const hourMs = 3_600_000;
const width = 32;
const timeZone = "America/Sao_Paulo";

/** A small chart of a campaign's curve: by hour for two days, else by day, week or month. Pure. */
export function drawCurve({ hours, days, firstAt, finishAt }: Simulation, locale: Locale): string[] {
  const span = (finishAt ?? hours.at(-1)?.at ?? 0) - (firstAt ?? 0);
  const bars =
    span <= 36 * hourMs
      ? byHour(hours, locale)
      : days.length <= 21
        ? byDay(days, locale)
        : bySpan(days, locale);
  const shown = bars.flatMap((bar, index) => emptyRun(bars, index) ?? [bar]);
  const most = Math.max(1, ...bars.map(({ sends }) => sends));
  const labels = Math.max(...bars.map(({ label }) => label.length));
  return shown.map(({ label, sends }) => {
    const filled = sends === 0 ? 0 : Math.max(1, Math.round((sends / most) * width));
    return `  ${label.padEnd(labels)}  ${"█".repeat(filled)}${sends === 0 ? "·" : ""} ${sends.toLocaleString(locale)}`;
  });
}

/** Of many empty bars in a row the first stands for all. */
function emptyRun(bars: Bar[], index: number): Bar[] | null {
  const isEmpty = (at: number): boolean => bars[at]?.sends === 0;
  if (!isEmpty(index)) return null;
  if (isEmpty(index - 1)) {
    let from = index;
    while (isEmpty(from - 1)) from--;
    return isEmpty(from + 2) ? [] : null;
  }
  return isEmpty(index + 2) ? [{ label: "…", sends: 0 }] : null;
}

/** Hours without a send are drawn too, up to the last one: a gap in the curve is what people look for. */
function byHour(hours: Simulation["hours"], locale: Locale): Bar[] {
  const clock = new Intl.DateTimeFormat("pt-BR", { timeZone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(locale, { timeZone, weekday: "short" });
  const sends = new Map(hours.map((hour) => [hour.at, hour.sends]));
  const [first = 0, last = 0] = [hours[0]?.at, hours.at(-1)?.at];
  const bars: Bar[] = [];
  for (let at = first; at <= last; at += hourMs) {
    bars.push({ label: `${day.format(at).replace(".", "")} ${clock.format(at)}`, sends: sends.get(at) ?? 0 });
  }
  return bars;
}

const noonOf = (day: string): number => Date.parse(`${day}T15:00:00Z`);

function byDay(days: Simulation["days"], locale: Locale): Bar[] {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "2-digit",
    month: "2-digit",
  });
  return days.map(({ day, sends }) => ({ label: format.format(noonOf(day)).replace(".,", ","), sends }));
}

/** Weeks up to half a year, then months, then years. */
function bySpan(days: Simulation["days"], locale: Locale): Bar[] {
  const date = new Intl.DateTimeFormat(locale, { timeZone, day: "2-digit", month: "2-digit" });
  const keyOf = (day: string): string => {
    if (days.length > 900) return day.slice(0, 4);
    if (days.length > 180) return `${day.slice(5, 7)}/${day.slice(0, 4)}`;
    const monday = noonOf(day) - ((new Date(noonOf(day)).getUTCDay() + 6) % 7) * 24 * hourMs;
    return `${locale === "en" ? "week of" : "semana de"} ${date.format(monday)}`;
  };
  const bars = new Map<string, number>();
  for (const { day, sends } of days) bars.set(keyOf(day), (bars.get(keyOf(day)) ?? 0) + sends);
  return [...bars].map(([label, sends]) => ({ label, sends }));
}
