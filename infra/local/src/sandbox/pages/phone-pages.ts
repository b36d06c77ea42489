import type { Entry, Status } from "../record/entry.ts";
import type { RecordStore } from "../record/record-store.ts";
import { countMessages } from "../record/summary.ts";
import { type Html, html } from "./html.ts";
import { prettyPhone, timeOf } from "./layout.ts";
import type { Voice } from "./texts.ts";

const PAGE = 50;

type ListWish = { query: string; page: number; open: string | null };

/** One page of phones, the latest to get or write a message first. */
export function phoneList(record: RecordStore, voice: Voice, { query, page, open }: ListWish): Html {
  const { t, link } = voice;
  const digits = query.replace(/\D/g, "");
  const rows = latestRows(record, digits, page * PAGE, PAGE + 1);
  if (rows.length === 0) return html`<p class="empty">${digits ? t.noMatch : t.noPhones}</p>`;
  const pageHref = (to: number) => link(`/?q=${digits}&page=${to}`);
  return html`${rows.slice(0, PAGE).map((row) => phoneLine(record, voice, row, open))}<nav class="pager" aria-label="${t.phones}">
${page > 0 ? html`<a href="${pageHref(page - 1)}">← ${t.newer}</a>` : html`<span></span>`}
${rows.length > PAGE ? html`<a href="${pageHref(page + 1)}">${t.older} →</a>` : null}</nav>`;
}

function latestRows({ index }: RecordStore, digits: string, skip: number, limit: number): number[] {
  const rows: number[] = [];
  let skipped = 0;
  for (let row = index.size - 1; row >= 0 && rows.length < limit; row--) {
    if (!index.isLastOfPhone(row)) continue;
    if (digits && !index.phones.name(index.phoneOf(row)).includes(digits)) continue;
    if (skipped++ >= skip) rows.push(row);
  }
  return rows;
}

function phoneLine(record: RecordStore, { link, t }: Voice, row: number, open: string | null): Html {
  const entry = record.read(row);
  const { waId } = entry;
  const isOpen = open === waId ? html` aria-current="true"` : null;
  return html`<a class="phone" href="${link(`/phones/${encodeURIComponent(waId)}`)}"${isOpen}>
<span class="face" aria-hidden="true">${waId.slice(-2)}</span>
<span class="mid"><b>${prettyPhone(waId)}</b><span class="text" style="display:block">${
    entry.direction === "out" ? ticks(record.index.status(row), t) : null
  }${preview(entry)}</span></span>
<span class="side">${timeOf(entry.at, { t, link, switchTo: "en" })}<br><span class="count">${record.index.messagesOfPhone(
    record.index.phoneOf(row),
  )}<span style="position:absolute;left:-999px"> ${t.messages}</span></span></span></a>`;
}

function preview({ text }: Entry): string {
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
}

/** The counts of the run. */
export function counts(record: RecordStore, { t }: Voice): Html {
  const { accepted, recipients, byStatus, received } = countMessages(record);
  const repeated = record.index.repeated.size;
  const boxes: [string, number, boolean][] = [
    [t.accepted, accepted, false],
    [t.recipients, recipients, false],
    [t.delivered, byStatus.delivered + byStatus.read, false],
    [t.read, byStatus.read, false],
    [t.failed, byStatus.failed, byStatus.failed > 0],
    [t.duplicated, repeated, repeated > 0],
    [t.received, received, false],
  ];
  return html`${boxes.map(
    ([label, value, isAlarm]) =>
      html`<div${isAlarm ? html` class="alarm"` : null}><dt>${label}</dt><dd>${value.toLocaleString(t.lang)}</dd></div>`,
  )}`;
}

/** A phone's messages, oldest of the page first. */
export function thread(record: RecordStore, voice: Voice, waId: string, before: number | null): Html {
  const { t, link } = voice;
  const rows: number[] = [];
  for (const row of record.index.thread(waId)) {
    if (before !== null && row >= before) continue;
    rows.unshift(row);
    if (rows.length > PAGE) break;
  }
  const olderFrom = rows.length > PAGE ? rows[1] : undefined;
  const shown = rows.slice(-PAGE);
  const here = `/phones/${encodeURIComponent(waId)}`;
  return html`<nav class="pager">${
    olderFrom !== undefined
      ? html`<a href="${link(`${here}?before=${olderFrom}`)}">↑ ${t.older}</a>`
      : html`<span></span>`
  }${before !== null ? html`<a href="${link(here)}">${t.newer} ↓</a>` : null}</nav>${shown.map((row) => bubble(record, voice, row))}`;
}

function bubble(record: RecordStore, voice: Voice, row: number): Html {
  const entry = record.read(row);
  const isIn = entry.direction === "in";
  const status = record.index.status(row);
  return html`<article class="msg${isIn ? " in" : ""}" id="m${row}"><small>${isIn ? voice.t.you : null}${
    isIn ? prettyPhone(entry.waId) : `${entry.provider} · ${entry.sender}`
  }</small><p>${entry.text}</p><small class="foot">${isIn ? null : ticks(status, voice.t)}${timeOf(entry.at, voice)}${
    status === "failed" ? html` · ${voice.t.status.failed} (${entry.ends})` : null
  }</small>${(entry.buttons ?? []).map((one) => html`<button type="button" data-id="${one.id}">${one.title}</button>`)}</article>`;
}

function ticks(status: Status, t: Voice["t"]): Html {
  const signs: Record<Status, string> = {
    accepted: "◷",
    sent: "✓",
    delivered: "✓✓",
    read: "✓✓",
    failed: "!",
  };
  return html`<span class="ticks ${status}" role="img" aria-label="${t.status[status]}" title="${t.status[status]}">${signs[status]}</span> `;
}
