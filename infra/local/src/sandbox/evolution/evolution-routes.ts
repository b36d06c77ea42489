import * as z from "zod";
import type { SandboxCore } from "../core.ts";
import { type Exchange, jsonBody, type Reply } from "../http/exchange.ts";
import { pause } from "../http/pause.ts";
import type { Instance } from "../sandbox-state.ts";
import { digitsOf } from "../wa-id.ts";
import { addressOf } from "./addresses.ts";
import { evolutionError } from "./evolution-replies.ts";
import { createEvolutionSend } from "./evolution-send.ts";
import { createEvolutionWebhooks } from "./evolution-webhooks.ts";
import { addInstance, createInstance, describeInstance, describeWebhook, setWebhook } from "./instances.ts";
import { type SendAction, sendSchemas } from "./send-schemas.ts";

const numbersSchema = z.object({ numbers: z.array(z.string()).min(1) });
const readSchema = z.object({
  readMessages: z.array(z.object({ remoteJid: z.string(), fromMe: z.boolean(), id: z.string() })).min(1),
});
const presenceSchema = z.object({
  number: z.string().min(1),
  delay: z.int().min(0).max(600_000),
  presence: z.enum(["composing", "recording", "paused", "available", "unavailable"]),
});

/** The Evolution server below `/evolution/`. */
export function createEvolutionRoutes(core: SandboxCore) {
  const webhooks = createEvolutionWebhooks(core);
  const send = createEvolutionSend(core, webhooks);
  for (const name of core.settings.evolutionInstances) {
    if (!core.state.instances.some((one) => one.name === name)) addInstance(core, name);
  }

  function isAuthorized(apikey: string, instance: Instance | undefined): boolean {
    const { evolutionApiKey } = core.settings;
    if (apikey === "") return false;
    return evolutionApiKey === null || apikey === evolutionApiKey || apikey === instance?.token;
  }

  function hasWhatsApp(body: unknown): Reply {
    const parsed = numbersSchema.safeParse(body);
    if (!parsed.success) return evolutionError(400, ['instance requires property "numbers"']);
    const answers = parsed.data.numbers.map((number) => {
      const { jid, exists } = addressOf(core, number);
      const { name, lid } = core.contact(number) ?? {};
      return {
        jid,
        exists,
        number: digitsOf(number),
        ...(exists && name ? { name } : {}),
        ...(exists && lid ? { lid } : {}),
      };
    });
    return { status: 200, json: answers };
  }

  async function sendPresence(body: unknown): Promise<Reply> {
    const parsed = presenceSchema.safeParse(body);
    if (!parsed.success)
      return evolutionError(
        400,
        parsed.error.issues.map((one) => `instance.${one.path.join(".")} ${one.message}`),
      );
    await pause(parsed.data.delay, core.stopped);
    return { status: 201, json: { presence: parsed.data.presence } };
  }

  function withInstance(call: string, instance: Instance, body: unknown): Promise<Reply> | Reply | null {
    const { name: instanceName, state } = instance;
    const action = call.split("/")[1] ?? "";
    if (call.startsWith("POST message/") && isSendAction(action)) return send(instance, action, body);
    switch (call) {
      case "POST chat/whatsappNumbers":
        return hasWhatsApp(body);
      case "POST chat/sendPresence":
        return sendPresence(body);
      case "POST chat/markMessageAsRead":
        return readSchema.safeParse(body).success
          ? { status: 201, json: { message: "Read messages", read: "success" } }
          : evolutionError(400, ['instance requires property "readMessages"']);
      case "GET instance/connectionState":
        return { status: 200, json: { instance: { instanceName, state } } };
      case "GET instance/connect":
        return { status: 200, json: { instance: { instanceName, state } } };
      case "DELETE instance/logout":
        setState(instance, "close", 401);
        return {
          status: 200,
          json: { status: "SUCCESS", error: false, response: { message: "Instance logged out" } },
        };
      case "POST webhook/set":
        return setWebhook(core, instance, body);
      case "GET webhook/find":
        return { status: 200, json: describeWebhook(instance) };
      default:
        return null;
    }
  }

  /** Moves the connection and says so, as a lost phone would. */
  function setState(instance: Instance, state: Instance["state"], statusReason = 200): void {
    instance.state = state;
    core.save();
    void webhooks.post(instance, "connection.update", { instance: instance.name, state, statusReason });
  }

  async function serve(exchange: Exchange): Promise<Reply> {
    const { method, path, headers, url } = exchange;
    const [, , group = "", action = "", encodedName, ...more] = path.split("/");
    const name = decode(encodedName ?? url.searchParams.get("instanceName") ?? "");
    const instance = core.state.instances.find((one) => one.name === name);
    if (!isAuthorized(String(headers.apikey ?? ""), instance)) return evolutionError(401, "Unauthorized");

    const call = `${method} ${group}/${action}`;
    const body = method === "POST" ? jsonBody(exchange) : undefined;
    if (call === "POST instance/create") return createInstance(core, body);
    if (call === "GET instance/fetchInstances" && encodedName === undefined) {
      return {
        status: 200,
        json: core.state.instances.filter((one) => !name || one.name === name).map(describeInstance),
      };
    }
    const unknown = evolutionError(404, [`Cannot ${method} ${path.slice("/evolution".length)}`]);
    if (!encodedName || more.length > 0) return unknown;
    if (!instance) return evolutionError(404, [`The "${name}" instance does not exist`]);
    return (await withInstance(call, instance, body)) ?? unknown;
  }

  return { serve, webhooks, setState };
}

function isSendAction(action: string): action is SendAction {
  return Object.hasOwn(sendSchemas, action);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
