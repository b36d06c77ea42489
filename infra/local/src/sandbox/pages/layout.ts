import { Html, html } from "./html.ts";
import { liveScript } from "./live-script.ts";
import { styles } from "./styles.ts";
import type { Voice } from "./texts.ts";

/** A whole page around its content. */
export function layout(page: {
  voice: Voice;
  here: "phones" | "discord";
  title: string;
  switchHref: string;
  content: Html;
}): string {
  const { t, link } = page.voice;
  const current = (name: string) => (page.here === name ? new Html(' aria-current="page"') : null);
  const document = html`<!doctype html><html lang="${t.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${page.title} · ${t.title}</title><link rel="icon" href="data:,"><style>${new Html(styles)}</style></head><body>
<a class="skip" href="#content">${t.skip}</a><div class="app"><header class="top"><h1>${t.title}</h1>
<nav aria-label="${t.title}"><a href="${link("/")}"${current("phones")}>${t.phones}</a><a href="${link("/discord")}"${current("discord")}>${t.discord}</a></nav>
<a href="${page.switchHref}" hreflang="${page.voice.switchTo}" lang="${page.voice.switchTo}">${t.other}</a></header>${page.content}</div>
<script>${new Html(liveScript)}</script></body></html>`;
  return document.markup;
}

/** The time of day, with the whole instant for machines. */
export function timeOf(iso: string, voice: Voice): Html {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  const shown = new Intl.DateTimeFormat(voice.t.lang, {
    hour: "2-digit",
    minute: "2-digit",
    ...(isToday ? {} : { day: "2-digit", month: "2-digit" }),
  }).format(date);
  return html`<time datetime="${iso}">${shown}</time>`;
}

/** A phone as people read it. */
export function prettyPhone(digits: string): string {
  const brazilian = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits);
  if (brazilian) return `+55 ${brazilian[1]} ${brazilian[2]}-${brazilian[3]}`;
  return /^\d+$/.test(digits) ? `+${digits}` : digits;
}
