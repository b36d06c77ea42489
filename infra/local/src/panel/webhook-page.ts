import { type Html, html } from "../sandbox/pages/html.ts";
import { pill, timeOf } from "./layout.ts";
import type { WebhookEvent } from "./read-panel.ts";
import { type Voice, wordFor } from "./texts.ts";

/** What became of one stored webhook; its body is not shown. */
export function webhookPage({ id, provider, status, reason, received_at }: WebhookEvent, voice: Voice): Html {
  const { t } = voice;
  const isBad = status === "quarantined" || status === "unparsed";
  const word = wordFor(t.states, status === "quarantined" ? "quarantined_event" : status);
  return html`<h2>${t.webhook}</h2><div id="state" data-live><p>${pill(word, isBad ? "bad" : "good")}</p>${
    reason
      ? html`<p class="why${isBad ? " bad" : ""}">${wordFor(t.eventReasons, reason)} <span class="dim">${reason}</span></p>`
      : null
  }</div><p>${t.provider}: ${provider} · ${t.received}: ${timeOf(received_at, voice)}</p><p class="dim">${t.bodyKept}</p><p class="dim">${id}</p>`;
}
