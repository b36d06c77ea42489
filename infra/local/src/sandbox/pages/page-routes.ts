import type { SandboxCore } from "../core.ts";
import type { createDiscordRoutes } from "../discord/discord-routes.ts";
import type { Exchange, Reply } from "../http/exchange.ts";
import { channel } from "./discord-page.ts";
import { type Html, html } from "./html.ts";
import { layout, prettyPhone } from "./layout.ts";
import { contentSecurityPolicy } from "./live-script.ts";
import { counts, phoneList, thread } from "./phone-pages.ts";
import { type Voice, voiceOf } from "./texts.ts";

const DISCORD_PAGE = 25;
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** The pages for people, and the parts of them that redraw. */
export function createPages(core: SandboxCore, discord: ReturnType<typeof createDiscordRoutes>) {
  const { record } = core;

  function part(exchange: Exchange, version: number, draw: () => Html): Reply {
    const etag = `"${version}"`;
    if (exchange.headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
    return { status: 200, text: draw().markup, headers: { ...headers, etag } };
  }

  function page(
    exchange: Exchange,
    voice: Voice,
    here: "phones" | "discord",
    title: string,
    content: Html,
  ): Reply {
    const other = new URL(exchange.url);
    if (voice.switchTo === "en") other.searchParams.set("lang", "en");
    else other.searchParams.delete("lang");
    const switchHref = `${other.pathname}${other.search}`;
    return { status: 200, text: layout({ voice, here, title, switchHref, content }), headers };
  }

  function list(voice: Voice, url: URL, open: string | null): Html {
    const wish = { query: url.searchParams.get("q") ?? "", page: pageOf(url), open };
    const live = voice.link(
      `/parts/phones?q=${encodeURIComponent(wish.query)}&page=${wish.page}&open=${encodeURIComponent(open ?? "")}`,
    );
    return html`<section class="list" aria-label="${voice.t.phones}"><form class="tools" role="search" action="/">${
      voice.switchTo === "pt" ? html`<input type="hidden" name="lang" value="en">` : null
    }<input type="search" name="q" inputmode="numeric" value="${wish.query}" placeholder="${voice.t.search}" aria-label="${voice.t.search}"></form>
<div data-live="${live}">${phoneList(record, voice, wish)}</div></section>`;
  }

  function home(exchange: Exchange, voice: Voice): Reply {
    const content = html`<div class="panes home">${list(voice, exchange.url, null)}<main class="main" id="content">
<dl class="stats" data-live="${voice.link("/parts/counts")}">${counts(record, voice)}</dl><p class="hint">${voice.t.pick}</p></main></div>`;
    return page(exchange, voice, "phones", voice.t.phones, content);
  }

  function chat(exchange: Exchange, voice: Voice, waId: string): Reply {
    const { t, link } = voice;
    const before = beforeOf(exchange.url);
    const partner = partnerOf(waId);
    if (!partner)
      return {
        ...page(exchange, voice, "phones", t.notFound, html`<p class="empty">${t.noMatch}</p>`),
        status: 404,
      };
    const live = link(
      `/parts/thread?waId=${encodeURIComponent(waId)}${before === null ? "" : `&before=${before}`}`,
    );
    const content = html`<div class="panes chat">${list(voice, exchange.url, waId)}<main class="main" id="content">
<header class="who"><a class="back" href="${link("/")}" aria-label="${t.back}">‹</a><span class="face" aria-hidden="true">${waId.slice(-2)}</span>
<div><h2>${prettyPhone(waId)}</h2><p>${core.contact(waId)?.name ?? waId}</p></div></header>
<div class="wall" tabindex="0" aria-label="${prettyPhone(waId)}" data-live="${live}">${thread(record, voice, waId, before)}</div>
<form class="write" data-provider="${partner.provider}" data-sender="${partner.sender}" data-from="${waId}">
<input name="text" autocomplete="off" maxlength="4096" placeholder="${t.write}" aria-label="${t.write}"><button>${t.send}</button></form>
<p class="note" role="status" data-problem="${t.notSent}"></p></main></div>`;
    return page(exchange, voice, "phones", prettyPhone(waId), content);
  }

  /** The business that this phone talked with last. */
  function partnerOf(waId: string) {
    const last = record.index.thread(waId).next();
    return last.done ? null : record.read(last.value);
  }

  function discordChannel(exchange: Exchange, voice: Voice): Reply {
    const at = pageOf(exchange.url);
    const content = html`<main class="channel" id="content"><h2># ${voice.t.channel}</h2>
<div data-live="${voice.link(`/parts/discord?page=${at}`)}">${channel(discord.log.list(), voice, at, DISCORD_PAGE)}</div></main>`;
    return page(exchange, voice, "discord", "Discord", content);
  }

  return function serve(exchange: Exchange): Reply {
    const { path, url, method } = exchange;
    const voice = voiceOf(url);
    if (method !== "GET" && method !== "HEAD") return { status: 404, json: { error: "not found" } };
    if (path === "/") return home(exchange, voice);
    if (path === "/discord") return discordChannel(exchange, voice);
    if (path.startsWith("/phones/")) return chat(exchange, voice, decode(path.slice("/phones/".length)));
    if (path === "/parts/counts") return part(exchange, record.version, () => counts(record, voice));
    if (path === "/parts/phones") {
      const wish = {
        query: url.searchParams.get("q") ?? "",
        page: pageOf(url),
        open: url.searchParams.get("open"),
      };
      return part(exchange, record.version, () => phoneList(record, voice, wish));
    }
    if (path === "/parts/thread") {
      const waId = url.searchParams.get("waId") ?? "";
      return part(exchange, record.version, () => thread(record, voice, waId, beforeOf(url)));
    }
    if (path === "/parts/discord") {
      return part(exchange, discord.log.version(), () =>
        channel(discord.log.list(), voice, pageOf(url), DISCORD_PAGE),
      );
    }
    return { status: 404, json: { error: "not found" } };
  };
}

function pageOf(url: URL): number {
  const page = Number(url.searchParams.get("page") ?? 0);
  return Number.isInteger(page) && page > 0 && page < 1_000_000 ? page : 0;
}

function beforeOf(url: URL): number | null {
  const before = url.searchParams.get("before");
  return before !== null && /^\d{1,9}$/.test(before) ? Number(before) : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
