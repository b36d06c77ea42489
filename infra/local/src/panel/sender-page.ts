import { describeFailure } from "../demo/describe-campaign.ts";
import { describeWaiting } from "../demo/describe-waiting.ts";
import { type Html, html } from "../sandbox/pages/html.ts";
import { pauseList } from "./campaign-page.ts";
import { senderPill } from "./home-page.ts";
import { bar, postButton, timeOf } from "./layout.ts";
import type { SenderView } from "./read-panel.ts";
import type { Voice } from "./texts.ts";

const dayMs = 86_400_000;

/** What a sender has used of its caps, what keeps it from sending, and the way to let it go on. */
export function senderPage(view: SenderView, now: Date, voice: Voice): Html {
  const { t, link } = voice;
  const { sender, profile, pauses } = view;
  const act = (name: string) => link(`/senders/${sender.id}/${name}`);
  const isPaused = pauses.some(({ scope }) => scope === "sender");
  const mayActivate = sender.status === "quarantined" || sender.status === "disconnected";
  const buttons = [
    ...(mayActivate ? [postButton(act("activate"), t.activate)] : []),
    ...(isPaused ? [] : [postButton(act("pause"), t.pause)]),
  ];
  const hours = profile?.send_window;
  return html`<h2>${sender.name}</h2><div id="state" data-live><p>${senderPill(sender, voice)} <span class="dim">${sender.provider} · ${sender.external_id}</span></p>
<h3>${t.blocks}</h3>${blocks(view, now, voice)}<h3>${t.usage}</h3>${usage(view, now, voice)}
<p class="dim">${t.window}: ${hours ? `${hours.from}–${hours.until}` : t.allDay}</p></div>
<div id="actions" data-live>${pauseList(pauses, act("resume"), voice)}${
    buttons.length > 0 ? html`<h3>${t.actions}</h3><div class="forms">${buttons}</div>` : null
  }</div><p class="dim">${sender.id}</p>`;
}

function blocks({ sender, blocked, pauses }: SenderView, now: Date, voice: Voice): Html {
  const { t, locale } = voice;
  const say = (reason: string | Record<string, unknown> | null, until: Date | null) =>
    describeWaiting({ reason, until }, now, locale).text;
  const found: Html[] = [];
  if (sender.status !== "active") {
    const why = sender.status_reason
      ? html`<br><span lang="pt-BR">${describeFailure(sender.status_reason)}</span> <span class="dim">${sender.status_reason}</span>`
      : null;
    found.push(html`<p class="why bad">${say(`sender-${sender.status}`, null)}${why}</p>`);
  }
  for (const { scope, since } of pauses)
    found.push(
      html`<p class="why bad">${say(`${scope}-paused`, null)} <span class="dim">${t.since} ${timeOf(since, voice)}</span></p>`,
    );
  if (blocked?.blocked_until && blocked.blocked_until > now)
    found.push(html`<p class="why">${say(blocked.blocked_reason, blocked.blocked_until)}</p>`);
  return found.length > 0 ? html`${found}` : html`<p class="dim">${t.nothingBlocks}</p>`;
}

function usage({ sender, profile, lastHour, lastDay }: SenderView, now: Date, { t }: Voice): Html {
  const ageDays = Math.floor((now.getTime() - sender.activated_at.getTime()) / dayMs);
  const stage = profile?.warm_up.find(({ untilAgeDays }) => untilAgeDays > ageDays);
  const caps: [string, number, number | null][] = [
    [t.lastHour, lastHour, profile?.max_per_hour ?? null],
    [t.lastDay, lastDay, profile?.max_per_day ?? null],
  ];
  if (stage) caps.push([t.warmUp, lastDay, stage.maxPerDay]);
  if (profile?.tier_per_day) caps.push([t.tier, lastDay, profile.tier_per_day]);
  return html`${caps.map(([label, used, max]) => {
    const words = `${label}: ${used.toLocaleString(t.lang)} / ${max === null ? t.noCap : max.toLocaleString(t.lang)}`;
    const kind = max !== null && used >= max ? "bad" : "done";
    return html`<p>${words}</p>${max === null ? null : bar(max, words, [{ kind, count: used }])}`;
  })}`;
}
