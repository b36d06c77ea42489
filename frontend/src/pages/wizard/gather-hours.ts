const hourMs = 3_600_000;
type Bar = { at: number; until: number; perHour: number };

/** Hours in order, silent ones too, gathered evenly into at most `most` bars; each says its sends per hour. */
export function gatherHours(hours: readonly { at: number; sends: number }[], most: number): Bar[] {
  const [first, last] = [hours[0], hours.at(-1)];
  if (!first || !last) return [];
  const count = Math.round((last.at - first.at) / hourMs) + 1;
  const width = Math.ceil(count / most);
  const bars = Array.from({ length: Math.ceil(count / width) }, (_, index): Bar => {
    const at = first.at + index * width * hourMs;
    return { at, until: Math.min(at + width * hourMs, last.at + hourMs), perHour: 0 };
  });
  for (const { at, sends } of hours) {
    const bar = bars[Math.floor(Math.round((at - first.at) / hourMs) / width)];
    if (bar) bar.perHour += sends / width;
  }
  return bars;
}
