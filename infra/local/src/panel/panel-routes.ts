import * as z from "zod";
import type { Exchange, Reply } from "../sandbox/http/exchange.ts";
import { type Html, html } from "../sandbox/pages/html.ts";
import { campaignPage } from "./campaign-page.ts";
import { panelRefusal } from "./guard.ts";
import { type Address, homePage } from "./home-page.ts";
import { layout, pageHeaders } from "./layout.ts";
import type { createPanelActions } from "./panel-actions.ts";
import type { PanelReader } from "./read-panel.ts";
import { senderPage } from "./sender-page.ts";
import { type Voice, voiceOf } from "./texts.ts";
import { webhookPage } from "./webhook-page.ts";

type Ports = {
  reader: PanelReader;
  act: ReturnType<typeof createPanelActions>;
  addresses: Address[];
  sandbox: string;
  now: () => Date;
};
type Page = { title: string; content: Html };

/** Answers every request of the panel. */
export function createPanelRoutes({ reader, act, addresses, sandbox, now }: Ports) {
  const draw = (voice: Voice, status: number, { title, content }: Page): Reply => ({
    status,
    text: layout({ voice, title, sandbox, content }),
    headers: pageHeaders,
  });

  async function pageOf({ path, url }: Exchange, voice: Voice): Promise<Page | undefined> {
    const [, kind, id, ...rest] = path.split("/");
    if (path === "/") {
      const page = z.coerce.number().int().min(0).max(1_000_000).catch(0).parse(url.searchParams.get("page"));
      const [listed, senders] = await Promise.all([reader.listCampaigns(page), reader.listSenders()]);
      return { title: voice.t.campaigns, content: homePage(listed, page, senders, addresses, voice) };
    }
    if (rest.length > 0 || !z.uuid().safeParse(id).success || id === undefined) return undefined;
    if (kind === "campaigns") {
      const campaign = await reader.findCampaign(id);
      const view = campaign && (await reader.viewCampaign(campaign));
      return view && { title: view.campaign.name, content: campaignPage(view, now(), voice) };
    }
    if (kind === "senders") {
      const sender = await reader.findSender(id);
      return (
        sender && { title: sender.name, content: senderPage(await reader.viewSender(sender), now(), voice) }
      );
    }
    const event = kind === "webhooks" ? await reader.findWebhookEvent(id) : undefined;
    return event && { title: voice.t.webhook, content: webhookPage(event, voice) };
  }

  async function post({ path, raw }: Exchange, voice: Voice): Promise<Reply> {
    const [, kind = "", id = "", action = "", ...rest] = path.split("/");
    const isOurs = (kind === "campaigns" || kind === "senders") && z.uuid().safeParse(id).success;
    if (!isOurs || rest.length > 0) return notFound(voice);
    const result = await act(kind, id, action, new URLSearchParams(raw.toString("utf8")));
    if (result === "unknown") return notFound(voice);
    // The page again, by GET: a reload must not repeat the action.
    const location = voice.link(`/${kind}/${id}${result === "refused" ? "?problem=1" : ""}`);
    return { status: 303, text: "", headers: { ...pageHeaders, location } };
  }

  function notFound(voice: Voice): Reply {
    const { t } = voice;
    return draw(voice, 404, {
      title: t.notFound,
      content: html`<h2>${t.notFound}</h2><p class="dim">${t.notFoundHint}</p>`,
    });
  }

  return async function serve(exchange: Exchange): Promise<Reply> {
    const refusal = panelRefusal(exchange);
    if (refusal) return { status: 403, text: refusal };
    const voice = voiceOf(exchange.url);
    try {
      if (exchange.method === "POST") return await post(exchange, voice);
      if (exchange.method !== "GET" && exchange.method !== "HEAD") return { status: 405, text: "" };
      const page = await pageOf(exchange, voice);
      if (!page) return notFound(voice);
      const hadProblem = exchange.url.searchParams.has("problem");
      const problem = hadProblem ? html`<p class="why bad" role="alert">${voice.t.problem}</p>` : null;
      return draw(voice, 200, { title: page.title, content: html`${problem}${page.content}` });
    } catch {
      const { unreachable, title } = voice.t;
      return draw(voice, 503, { title, content: html`<p class="why bad">${unreachable}</p>` });
    }
  };
}
