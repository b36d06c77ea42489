import type { StoredMessage } from "../discord/message-log.ts";
import type { Embed } from "../discord/validate-message.ts";
import { escapeHtml, Html, html } from "./html.ts";
import { timeOf } from "./layout.ts";
import type { Voice } from "./texts.ts";

/** One page of the channel, newest first. */
export function channel(messages: StoredMessage[], voice: Voice, page: number, pageSize: number): Html {
  const { t, link } = voice;
  if (messages.length === 0) return html`<p class="empty">${t.noAlerts}</p>`;
  const start = page * pageSize;
  return html`${messages.slice(start, start + pageSize).map((one) => post(one, voice))}<nav class="pager" aria-label="${t.channel}">
${page > 0 ? html`<a href="${link(`/discord?page=${page - 1}`)}">← ${t.newer}</a>` : html`<span></span>`}
${messages.length > start + pageSize ? html`<a href="${link(`/discord?page=${page + 1}`)}">${t.older} →</a>` : null}</nav>`;
}

function post({ content, at, editedAt }: StoredMessage, voice: Voice): Html {
  const name = content.username ?? "Nova";
  return html`<article class="post"><span class="face" aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span><div class="body">
<div class="meta"><b>${name}</b>${timeOf(at, voice)} ${editedAt ? voice.t.edited : null}</div>
${content.content ? html`<p class="said">${discordText(content.content)}</p>` : null}${(content.embeds ?? []).map((one) => embedBox(one, voice))}</div></article>`;
}

function embedBox(embed: Embed, voice: Voice): Html {
  const colour = `#${(embed.color ?? 0x747f8d).toString(16).padStart(6, "0")}`;
  const title = embed.title ? discordText(embed.title) : null;
  return html`<section class="embed" style="border-color:${colour}">${
    embed.author ? html`<p class="text"><b>${embed.author.name}</b></p>` : null
  }${title ? html`<h3>${embed.url && isWeb(embed.url) ? html`<a href="${embed.url}" rel="noreferrer noopener" target="_blank">${title}</a>` : title}</h3>` : null}${
    embed.description ? html`<p class="text">${discordText(embed.description)}</p>` : null
  }${
    embed.fields?.length
      ? html`<dl class="fields">${embed.fields.map(
          (one) =>
            html`<div class="${one.inline ? "inline" : ""}"><dt>${discordText(one.name)}</dt><dd>${discordText(one.value)}</dd></div>`,
        )}</dl>`
      : null
  }${
    embed.footer || embed.timestamp
      ? html`<footer>${embed.footer?.text}${embed.footer && embed.timestamp ? " · " : null}${embed.timestamp ? timeOf(embed.timestamp, voice) : null}</footer>`
      : null
  }</section>`;
}

/** Discord's bold, code and links, on text that is escaped first. */
export function discordText(text: string): Html {
  const markup = escapeHtml(text)
    .replace(/`([^`\n]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*\n]+)\*\*/g, "<b>$1</b>")
    .replace(
      /\[([^\]\n]+)\]\((https?:\/\/[^\s()<>"]+)\)/g,
      '<a href="$2" rel="noreferrer noopener" target="_blank">$1</a>',
    );
  return new Html(markup);
}

function isWeb(url: string): boolean {
  return /^https?:\/\//.test(url);
}
