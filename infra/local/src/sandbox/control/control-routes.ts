import { randomInt } from "node:crypto";
import * as z from "zod";
import type { SandboxCore } from "../core.ts";
import type { createDiscordRoutes } from "../discord/discord-routes.ts";
import type { createEvolutionRoutes } from "../evolution/evolution-routes.ts";
import { faultSchema } from "../faults/fault-schema.ts";
import { type Exchange, jsonBody, type Reply } from "../http/exchange.ts";
import type { createMetaRoutes } from "../meta/meta-routes.ts";
import type { createMetaWebhooks } from "../meta/meta-webhooks.ts";
import { templateNews } from "../meta/template-news.ts";
import type { createOpenAiRoutes } from "../openai/openai-routes.ts";
import { listRecord, summarize } from "../record/summary.ts";
import {
  contactsSchema,
  inboundSchema,
  instanceStateSchema,
  templatesSchema,
  webhooksSchema,
} from "./control-schemas.ts";
import { controlRefusal } from "./guard.ts";
import { createReceiveInbound } from "./receive-inbound.ts";

const HANDSHAKE_TIMEOUT_MS = 5_000;
const MOST_RECORDS = 10_000;

export type ControlPorts = {
  core: SandboxCore;
  meta: ReturnType<typeof createMetaRoutes>;
  metaWebhooks: ReturnType<typeof createMetaWebhooks>;
  evolution: ReturnType<typeof createEvolutionRoutes>;
  discord: ReturnType<typeof createDiscordRoutes>;
  openai: ReturnType<typeof createOpenAiRoutes>;
  /** Stops listening for a while. */
  refuse: (ms: number) => void;
  fetch: typeof fetch;
};

/** The sandbox's own controls below `/_sandbox/`. */
export function createControlRoutes(ports: ControlPorts) {
  const { core, meta, metaWebhooks, evolution, discord, openai } = ports;
  const receive = createReceiveInbound({ core, meta: metaWebhooks, evolution: evolution.webhooks });

  /** Meta asks the callback to echo a challenge before it saves it. */
  async function handshake(url: string): Promise<string | null> {
    const challenge = String(randomInt(10 ** 9, 10 ** 10));
    const target = new URL(url);
    target.searchParams.set("hub.mode", "subscribe");
    target.searchParams.set("hub.challenge", challenge);
    target.searchParams.set("hub.verify_token", core.settings.metaVerifyToken);
    try {
      const response = await ports.fetch(target, { signal: AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS) });
      const answer = await response.text();
      return response.status === 200 && answer === challenge
        ? null
        : `callback answered ${response.status} without the challenge`;
    } catch {
      return "callback did not answer";
    }
  }

  async function setWebhooks(body: unknown): Promise<Reply> {
    const { meta: asked } = webhooksSchema.parse(body);
    const problem = asked.url && asked.verify ? await handshake(asked.url) : null;
    if (problem) return { status: 422, json: { error: "The callback URL couldn't be validated.", problem } };
    core.state.metaWebhookUrl = asked.url;
    core.save();
    return { status: 200, json: { meta: { url: asked.url } } };
  }

  function addFault(body: unknown): Reply {
    const fault = faultSchema.parse(body);
    if (fault.kind === "refuse") {
      // After this answer has left: the very next connection is refused.
      setTimeout(() => ports.refuse(fault.ms), 20);
      return { status: 202, json: fault };
    }
    return { status: 201, json: core.faults.add(fault) };
  }

  function filterOf({ searchParams }: URL) {
    const since = searchParams.get("since") ?? "0";
    const isCursor = /^\d+$/.test(since);
    const sinceMs = isCursor ? undefined : Date.parse(since);
    if (Number.isNaN(sinceMs)) return null;
    return { sender: searchParams.get("sender") ?? undefined, sinceMs, from: isCursor ? Number(since) : 0 };
  }

  function readRecord(url: URL, isSummary: boolean): Reply {
    const filter = filterOf(url);
    if (!filter) return { status: 400, json: { error: "since must be a cursor or an ISO time" } };
    if (isSummary) return { status: 200, json: summarize(core.record, filter) };
    const asked = Number(url.searchParams.get("limit") ?? MOST_RECORDS);
    const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_RECORDS) : MOST_RECORDS;
    return { status: 200, json: listRecord(core.record, { ...filter, limit }) };
  }

  function clearRecord(): Reply {
    core.clear();
    discord.log.clear();
    openai.state.clear();
    return { status: 200, json: { cleared: true } };
  }

  function receiveInbound(body: unknown): Reply {
    const received = receive(inboundSchema.parse(body));
    return received.ok
      ? { status: 202, json: { id: received.id } }
      : { status: 400, json: { error: received.problem } };
  }

  function setContacts(body: unknown): Reply {
    core.state.contacts = contactsSchema.parse(body).contacts;
    core.save();
    return { status: 200, json: { contacts: core.state.contacts } };
  }

  function setTemplates(body: unknown): Reply {
    const { templates, tell } = templatesSchema.parse(body);
    const put = templates.map(meta.templates.put);
    for (const { before, after } of put) {
      if (tell === undefined || before === null) continue;
      for (const news of templateNews(tell, core.now(), { before, after })) void metaWebhooks.post(news);
    }
    return { status: 200, json: { templates: put.map(({ after }) => after) } };
  }

  function setInstanceState(name: string, body: unknown): Reply {
    const instance = core.state.instances.find((one) => one.name === name);
    if (!instance) return { status: 404, json: { error: "no such instance" } };
    const { state, statusReason } = instanceStateSchema.parse(body);
    evolution.setState(instance, state, statusReason);
    return { status: 200, json: { name, state } };
  }

  async function route(exchange: Exchange): Promise<Reply> {
    const { method, path, url } = exchange;
    const [, , name = "", id] = path.split("/");
    const body = method === "POST" || method === "PUT" ? jsonBody(exchange) : undefined;
    switch (`${method} ${name}${id === undefined ? "" : "/:id"}`) {
      case "GET health":
        return { status: 200, json: { status: "ok" } };
      case "GET record":
        return readRecord(url, false);
      case "DELETE record":
        return clearRecord();
      case "GET summary":
        return readRecord(url, true);
      case "GET webhooks":
        return {
          status: 200,
          json: {
            meta: { url: core.state.metaWebhookUrl },
            deliveries: core.courier.stats(),
            statusesWaiting: core.waiting(),
          },
        };
      case "PUT webhooks":
        return setWebhooks(body);
      case "GET faults":
        return { status: 200, json: { faults: core.faults.list() } };
      case "POST faults":
        return addFault(body);
      case "DELETE faults":
        core.faults.clear();
        return { status: 204 };
      case "DELETE faults/:id":
        return core.faults.remove(id ?? "")
          ? { status: 204 }
          : { status: 404, json: { error: "no such fault" } };
      case "POST inbound":
        return receiveInbound(body);
      case "PUT contacts":
        return setContacts(body);
      case "PUT templates":
        return setTemplates(body);
      case "DELETE templates/:id":
        return meta.templates.remove(decodeURIComponent(id ?? "")) > 0
          ? { status: 204 }
          : { status: 404, json: { error: "no such template" } };
      case "PUT instances/:id":
        return setInstanceState(decodeURIComponent(id ?? ""), body);
      case "GET discord":
        return { status: 200, json: { messages: discord.log.list().map(discord.present) } };
      default:
        return openai.control(`${method} ${name}`, body);
    }
  }

  return async function serve(exchange: Exchange): Promise<Reply> {
    const refusal = controlRefusal(exchange);
    if (refusal) return { status: 403, json: { error: refusal } };
    try {
      return await route(exchange);
    } catch (error) {
      if (error instanceof z.ZodError) return { status: 400, json: { error: z.prettifyError(error) } };
      throw error;
    }
  };
}
