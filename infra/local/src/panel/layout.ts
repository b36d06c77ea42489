import { defaultTimeZone } from "@nova/pacing";
import { Html, html } from "../sandbox/pages/html.ts";
import { styles } from "../sandbox/pages/styles.ts";
import { contentSecurityPolicy, liveScript } from "./live-script.ts";
import { panelStyles } from "./styles.ts";
import type { Voice } from "./texts.ts";

/** What every page is sent with. Its forms name their origin, so `no-referrer` would make them look foreign. */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

/** A whole page around its content. */
export function layout(page: { voice: Voice; title: string; sandbox: string; content: Html }): string {
  const { t, link, switchHref, locale } = page.voice;
  const other = locale === "en" ? "pt-BR" : "en";
  return html`<!doctype html><html lang="${t.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${page.title} · ${t.title}</title><link rel="icon" href="data:,"><style>${new Html(styles + panelStyles)}</style></head><body>
<a class="skip" href="#content">${t.skip}</a><div class="app"><header class="top"><h1><a href="${link("/")}">${t.title}</a></h1>
<nav aria-label="${t.title}"><a href="${link("/")}">${t.campaigns}</a><a href="${link(`${page.sandbox}/`)}">${t.phones}</a><a href="${link(`${page.sandbox}/discord`)}">${t.alerts}</a></nav>
<a href="${switchHref}" hreflang="${other}" lang="${other}">${t.other}</a></header>
<main class="page" id="content"><p class="gone" id="gone" role="status" hidden>${t.gone}</p>${page.content}</main></div>
<script>${new Html(liveScript)}</script></body></html>`.markup;
}

/** A moment as people read it, with the whole instant for machines. */
export function timeOf(at: Date | null, { locale }: Voice): Html {
  if (!at) return html`–`;
  const shown = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "pt-BR", {
    dateStyle: "short",
    timeStyle: "medium",
    timeZone: defaultTimeZone,
  }).format(at);
  return html`<time datetime="${at.toISOString()}">${shown}</time>`;
}

/** A share of a whole as a bar; the label says it in words. */
export function bar(
  total: number,
  label: string,
  spans: { kind: "done" | "half" | "bad"; count: number }[],
): Html {
  const share = (count: number) => (total > 0 ? Math.min(100, (count / total) * 100) : 0).toFixed(2);
  return html`<div class="bar" role="img" aria-label="${label}">${spans.map(
    ({ kind, count }) => html`<span class="${kind}" style="width:${share(count)}%"></span>`,
  )}</div>`;
}

/** A state as a small label: its colour says whether all is well. */
export function pill(text: string, mood: "good" | "bad" | ""): Html {
  return html`<span class="pill ${mood}">${text}</span>`;
}

/** A button that posts. */
export function postButton(action: string, text: string, fields: Record<string, string> = {}): Html {
  return html`<form method="post" action="${action}">${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button data-key="${action}">${text}</button></form>`;
}
