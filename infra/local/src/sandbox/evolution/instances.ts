import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { SandboxCore } from "../core.ts";
import type { Reply } from "../http/exchange.ts";
import type { Instance } from "../sandbox-state.ts";
import { evolutionError } from "./evolution-replies.ts";
import { jidOf } from "./evolution-webhooks.ts";

const createSchema = z.looseObject({
  instanceName: z.string().min(1),
  number: z.string().optional(),
  token: z.string().optional(),
});

const webhookSchema = z.object({
  webhook: z.object({
    enabled: z.boolean(),
    url: z.url(),
    byEvents: z.boolean().default(false),
    base64: z.boolean().default(false),
    headers: z.record(z.string(), z.string()).nullish(),
    events: z.array(z.string()).default([]),
  }),
});

/** Adds an instance that is already paired with a phone. */
export function addInstance(
  core: SandboxCore,
  name: string,
  given: { number?: string; token?: string } = {},
): Instance {
  const instance: Instance = {
    name,
    id: randomUUID(),
    number: given.number || "551150000001",
    token: given.token || randomUUID().toUpperCase(),
    state: "open",
    webhook: null,
  };
  core.state.instances.push(instance);
  core.save();
  return instance;
}

/** Serves `POST /instance/create`. */
export function createInstance(core: SandboxCore, body: unknown): Reply {
  const parsed = createSchema.safeParse(body);
  if (!parsed.success) return evolutionError(400, ['instance requires property "instanceName"']);
  const { instanceName, number, token } = parsed.data;
  if (core.state.instances.some((one) => one.name === instanceName)) {
    return evolutionError(403, [`This name "${instanceName}" is already in use.`]);
  }
  const instance = addInstance(core, instanceName, {
    ...(number ? { number } : {}),
    ...(token ? { token } : {}),
  });
  return {
    status: 201,
    json: {
      instance: {
        instanceName,
        instanceId: instance.id,
        integration: "WHATSAPP-BAILEYS",
        status: instance.state,
      },
      hash: instance.token,
      webhook: {},
      settings: { rejectCall: false, groupsIgnore: false, alwaysOnline: false, readMessages: false },
    },
  };
}

/** One element of `fetchInstances`. */
export function describeInstance(instance: Instance) {
  return {
    id: instance.id,
    name: instance.name,
    connectionStatus: instance.state,
    ownerJid: jidOf(instance.number),
    profileName: "Nova Sandbox",
    profilePicUrl: null,
    integration: "WHATSAPP-BAILEYS",
    number: instance.number,
    token: instance.token,
  };
}

/** Serves `POST /webhook/set/{instance}`. */
export function setWebhook(core: SandboxCore, instance: Instance, body: unknown): Reply {
  const parsed = webhookSchema.safeParse(body);
  if (!parsed.success)
    return evolutionError(
      400,
      parsed.error.issues.map((one) => `instance.${one.path.join(".")} ${one.message}`),
    );
  const { headers, ...webhook } = parsed.data.webhook;
  instance.webhook = { ...webhook, headers: headers ?? {} };
  core.save();
  return { status: 201, json: describeWebhook(instance) };
}

/** What `webhook/find` answers: null where none was set. */
export function describeWebhook({ id, webhook }: Instance) {
  if (!webhook) return null;
  const { byEvents, base64, ...rest } = webhook;
  return {
    id: `c${id.replaceAll("-", "").slice(0, 24)}`,
    ...rest,
    webhookByEvents: byEvents,
    webhookBase64: base64,
    instanceId: id,
  };
}
