import { type Html, html } from "../sandbox/pages/html.ts";
import { bar, pill, timeOf } from "./layout.ts";
import { type Campaign, campaignsPerPage, type Progress, type Sender } from "./read-panel.ts";
import { type Voice, wordFor } from "./texts.ts";

type Listed = { campaign: Campaign; progress: Progress | undefined; isPaused: boolean }[];
export type Address = { label: string; url: string };

/** Campaigns newest first, the senders, and where everything of the stack listens. */
export function homePage(
  listed: Listed,
  page: number,
  senders: Sender[],
  addresses: Address[],
  voice: Voice,
): Html {
  const { t, link } = voice;
  const hasOlder = listed.length > campaignsPerPage;
  return html`<h2>${t.campaigns}</h2><div id="campaigns" data-live>${
    listed.length === 0
      ? html`<p class="empty">${t.none}</p>`
      : listed.slice(0, campaignsPerPage).map((one) => campaignCard(one, voice))
  }</div><nav class="pager" aria-label="${t.campaigns}">${
    page > 0 ? html`<a href="${link(`/?page=${page - 1}`)}">← ${t.newer}</a>` : html`<span></span>`
  }${hasOlder ? html`<a href="${link(`/?page=${page + 1}`)}">${t.older} →</a>` : null}</nav>
<h3>${t.senders}</h3><ul class="links" id="senders" data-live>${senders.map(
    (one) =>
      html`<li><span><a href="${link(`/senders/${one.id}`)}">${one.name}</a></span>${senderPill(one, voice)}</li>`,
  )}</ul><h3>${t.addresses}</h3><ul class="links">${addresses.map(
    ({ label, url }) => html`<li><span>${label}</span><a href="${url}">${url}</a></li>`,
  )}</ul>`;
}

/** The state of a sender as a label. */
export function senderPill({ status }: Pick<Sender, "status">, { t }: Voice): Html {
  return pill(wordFor(t.states, status), status === "active" ? "good" : "bad");
}

/** The state of a campaign as a label. */
export function campaignPill({ status: stored }: Campaign, isPaused: boolean, { t }: Voice): Html {
  const status = isPaused && stored === "running" ? "paused" : stored;
  const isBad = status === "halted" || status === "cancelled" || status === "paused";
  return pill(wordFor(t.states, status), isBad ? "bad" : status === "draft" ? "" : "good");
}

function campaignCard({ campaign, progress, isPaused }: Listed[number], voice: Voice): Html {
  const { t, link } = voice;
  const { total = 0, sent = 0, delivered = 0, read = 0, failed = 0, waiting = 0 } = progress ?? {};
  const told = delivered + read;
  const words = `${told}/${total} ${t.sends.delivered} · ${waiting} ${t.sends.pending} · ${failed} ${t.sends.failed}`;
  return html`<a class="card" href="${link(`/campaigns/${campaign.id}`)}" data-key="${campaign.id}"><span class="row"><b>${campaign.name}</b>${campaignPill(campaign, isPaused, voice)}</span>${bar(
    total,
    words,
    [
      { kind: "done", count: told },
      { kind: "half", count: sent },
      { kind: "bad", count: failed },
    ],
  )}<span class="row dim"><span>${words}</span>${timeOf(campaign.created_at, voice)}</span></a>`;
}
