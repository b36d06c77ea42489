const fields = [
  { name: "minute", min: 0, max: 59, words: [] },
  { name: "hour", min: 0, max: 23, words: [] },
  { name: "day of month", min: 1, max: 31, words: [] },
  { name: "month", min: 1, max: 12, words: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  { name: "day of week", min: 0, max: 7, words: "sun mon tue wed thu fri sat".split(" ") },
];

/** What is wrong with a five-field cron schedule, or undefined. */
export function checkSchedule(schedule: string): string | undefined {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== fields.length) return `"${schedule}" has ${parts.length} fields, not five`;
  for (const [index, { name, min, max, words }] of fields.entries()) {
    const value = parts[index] ?? "";
    const number = (text: string) => {
      const word = words.indexOf(text.toLowerCase());
      if (word >= 0) return word + min;
      return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
    };
    const fits = (text: string) => number(text) >= min && number(text) <= max;
    const good = value.split(",").every((item) => {
      const [range = "", step, ...more] = item.split("/");
      if (more.length > 0 || (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) > 0)))
        return false;
      if (range === "*") return true;
      const [from = "", to, ...rest] = range.split("-");
      if (rest.length > 0 || !fits(from)) return false;
      return to === undefined ? step === undefined : fits(to) && number(from) <= number(to);
    });
    if (!good) return `"${value}" is no ${name}`;
  }
  return undefined;
}

/** Whether an IANA time zone of this name exists. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
