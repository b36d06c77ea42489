import { redact } from "@nova/error-handler";

export type AlertLevel = "success" | "error" | "warning" | "info";

/** What people are told: what happened, to which id, and where to look. Equal `key`s are told once and then counted. */
export type Alert = {
  level: AlertLevel;
  title: string;
  message: string;
  fields?: { name: string; value: string }[];
  url?: string;
  service?: string;
  key?: string;
};

/** The alert without phones, addresses and secrets, and without a link that is none. */
export function redactAlert(alert: Alert): Alert {
  const { fields = [], url, service } = alert;
  return {
    level: alert.level,
    title: clean(alert.title).trim() || "—",
    message: clean(alert.message),
    fields: fields.map(({ name, value }) => ({ name: clean(name), value: clean(value) })),
    ...(url !== undefined && isWebLink(url) && { url: clean(url) }),
    ...(service !== undefined && { service: clean(service) }),
    ...(alert.key !== undefined && { key: alert.key }),
  };
}

/** Cuts to `max` UTF-16 units with an ellipsis, never through the middle of a character. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** `redact`, and the two credentials that only alert channels know. */
export function clean(text: string): string {
  return redact(text)
    .replace(/(hooks\.slack\.com\/services\/)[\w/-]+/g, "$1[redacted]")
    .replace(/\b(bot)?\d{6,}:[\w-]{30,}/g, "[redacted]");
}

function isWebLink(text: string): boolean {
  const link = URL.parse(text);
  return link?.protocol === "https:" || link?.protocol === "http:";
}
