import type { Language } from "../i18n/dictionary.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const words = {
  "pt-BR": { today: "hoje", tomorrow: "amanhã", yesterday: "ontem", at: "às", now: "agora" },
  en: { today: "today", tomorrow: "tomorrow", yesterday: "yesterday", at: "at", now: "now" },
};

export type Format = ReturnType<typeof createFormat>;

/** How numbers, moments, spans and phones are written in a language and a time zone. */
export function createFormat(language: Language, timeZone: string) {
  const locale = language === "en" ? "en-GB" : "pt-BR";
  const numbers = new Intl.NumberFormat(locale);
  const shares = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat("en-CA", { timeZone });
  const dates = new Intl.DateTimeFormat(locale, { timeZone, day: "2-digit", month: "short" });
  const years = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: "2-digit",
    month: "short",
    year: "numeric",
  });
  const exact = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "short", timeStyle: "medium" });
  const word = words[language];

  const dayOf = (date: Date) => day.format(date);
  function dateWord(date: Date, now: Date): string {
    const is = (offset: number) => dayOf(date) === dayOf(new Date(now.getTime() + offset * dayMs));
    if (is(0)) return word.today;
    if (is(1)) return word.tomorrow;
    if (is(-1)) return word.yesterday;
    return (dayOf(date).slice(0, 4) === dayOf(now).slice(0, 4) ? dates : years)
      .format(date)
      .replace(/\.$/, "");
  }

  return {
    number: (value: number) => numbers.format(value),
    share: (part: number, whole: number) => shares.format(whole === 0 ? 0 : part / whole),
    percent: (share: number) => shares.format(share),
    money: (amount: number, currency: string) =>
      new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount),
    date: (instant: string | number, now = new Date()) => dateWord(new Date(instant), now),
    time: (instant: string | number) => clock.format(new Date(instant)),
    /** "hoje às 14:03"; of other days the date. */
    moment: (instant: string | number, now = new Date()) => {
      const date = new Date(instant);
      return `${dateWord(date, now)} ${word.at} ${clock.format(date)}`;
    },
    /** To the second, for a title or a table of evidence. */
    exact: (instant: string | number) => exact.format(new Date(instant)),
    /** The two largest units of a span: "2 d 3 h". */
    span: (ms: number) => {
      const parts = [
        [Math.floor(ms / dayMs), "d"],
        [Math.floor((ms % dayMs) / hourMs), "h"],
        [Math.floor((ms % hourMs) / minuteMs), "min"],
        [Math.floor((ms % minuteMs) / 1_000), "s"],
      ] as const;
      const first = parts.findIndex(([amount]) => amount > 0);
      if (first < 0) return "0 s";
      const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
      return shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
    },
    /** "+55 11 98765-4321"; what is no Brazilian number stays as it is. */
    phone: (text: string) => {
      const match = /^\+?55(\d{2})(\d{4,5})(\d{4})$/.exec(text);
      return match ? `+55 ${match[1]} ${match[2]}-${match[3]}` : text;
    },
    fileSize: (bytes: number) =>
      bytes < 1_000_000
        ? `${numbers.format(Math.ceil(bytes / 1_000))} kB`
        : `${numbers.format(Math.round(bytes / 100_000) / 10)} MB`,
  };
}
