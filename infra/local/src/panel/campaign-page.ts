import { describeFailure } from "../demo/describe-campaign.ts";
import { describeWaiting } from "../demo/describe-waiting.ts";
import { type Html, html } from "../sandbox/pages/html.ts";
import { campaignPill } from "./home-page.ts";
import { bar, postButton, timeOf } from "./layout.ts";
import type { CampaignView, Pause } from "./read-panel.ts";
import { type Voice, wordFor } from "./texts.ts";

const sendStatuses = [
  ...["delivered", "read", "sent", "sending", "queued", "pending"],
  ...["failed", "unconfirmed", "skipped", "cancelled"],
];
const endedStatuses = new Set(["finished", "cancelled"]);

/** Where a campaign stands, why it waits, what failed, and what a person can do about it. */
export function campaignPage(view: CampaignView, now: Date, voice: Voice): Html {
  const { t, link } = voice;
  const { campaign, sender, pauses } = view;
  const isPaused = pauses.some(({ scope }) => scope === "campaign");
  return html`<h2>${campaign.name}</h2><div id="state" data-live><p>${campaignPill(campaign, isPaused, voice)} <span class="dim">${
    campaign.status_reason
  }</span></p>${counts(view, voice)}</div>
<p class="dim">${t.sender}: ${sender ? html`<a href="${link(`/senders/${sender.id}`)}">${sender.name}</a>` : "–"} · ${campaign.id}</p>
<h3>${t.waiting}</h3><div id="waiting" data-live aria-live="polite">${waitingPart(view, now, voice)}</div>
<h3>${t.failures}</h3><div id="failures" data-live>${failures(view, voice)}</div>
<div id="actions" data-live>${actions(view, voice)}</div>`;
}

function counts({ summary, lastMinute }: CampaignView, voice: Voice): Html {
  const { t } = voice;
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (summary.byStatus[name] ?? 0), 0);
  const told = of("delivered", "read");
  const boxes = sendStatuses.filter((status) => of(status) > 0);
  return html`${bar(summary.total, `${told}/${summary.total} ${t.sends.delivered}`, [
    { kind: "done", count: told },
    { kind: "half", count: of("sent", "unconfirmed") },
    { kind: "bad", count: of("failed") },
  ])}<dl class="stats">${box(t.recipients, summary.total, voice)}${boxes.map((status) =>
    box(wordFor(t.sends, status), of(status), voice, status === "failed" || status === "unconfirmed"),
  )}${box(`${t.rate} (${t.perMinute})`, lastMinute, voice)}</dl>
<p class="dim">${t.started}: ${timeOf(summary.startedAt, voice)} · ${t.ended}: ${timeOf(summary.finishedAt, voice)}</p>`;
}

function box(label: string, value: number, { t }: Voice, isAlarm = false): Html {
  return html`<div${isAlarm ? html` class="alarm"` : null}><dt>${label}</dt><dd>${value.toLocaleString(t.lang)}</dd></div>`;
}

function waitingPart({ waiting }: CampaignView, now: Date, { t, locale }: Voice): Html {
  if (!waiting) return html`<p class="dim">${t.nothingWaits}</p>`;
  const { text, until } = describeWaiting(waiting, now, locale);
  return html`<p class="why${until ? "" : " bad"}">${text}</p>`;
}

function failures({ summary }: CampaignView, { t }: Voice): Html {
  const rows = Object.entries(summary.failures).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return html`<p class="dim">${t.noFailures}</p>`;
  return html`<table><thead><tr><th scope="col">${t.reason}</th><th scope="col">${t.code}</th><th scope="col" class="n">${t.count}</th></tr></thead><tbody>${rows.map(
    ([code, count]) =>
      html`<tr><td lang="pt-BR">${describeFailure(code)}</td><td class="code">${code}</td><td class="n">${count}</td></tr>`,
  )}</tbody></table>`;
}

function actions({ campaign, pauses }: CampaignView, voice: Voice): Html {
  const { t, link } = voice;
  if (endedStatuses.has(campaign.status)) return html``;
  const act = (name: string) => link(`/campaigns/${campaign.id}/${name}`);
  const isPaused = pauses.some(({ scope }) => scope === "campaign");
  return html`${pauseList(pauses, act("resume"), voice)}<h3>${t.actions}</h3><div class="forms">${
    campaign.status === "running" && !isPaused ? postButton(act("pause"), t.pause) : null
  }${campaign.status === "halted" ? postButton(act("restart"), t.resume) : null}
<details><summary data-key="cancel">${t.cancel}</summary><p class="dim" style="padding:0 20px">${t.cancelWarning}</p>${postButton(act("cancel"), t.cancelConfirm)}</details></div>`;
}

/** The pauses that hold something back, widest first, each with the way to lift it. */
export function pauseList(pauses: Pause[], action: string, voice: Voice): Html | null {
  const { t } = voice;
  if (pauses.length === 0) return null;
  return html`<h3>${t.pauses}</h3><ul class="pauses">${pauses.map(
    ({ scope, since, reason, actor }) =>
      html`<li><span><b>${wordFor(t.scopes, scope)}</b>: ${reason} <span class="dim">${t.since} ${timeOf(since, voice)}${actor ? ` · ${actor}` : ""}</span></span>${postButton(
        action,
        `${t.resume}: ${wordFor(t.scopes, scope)}`,
        { scope },
      )}</li>`,
  )}</ul>`;
}
