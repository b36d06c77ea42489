import * as z from "zod";
import type { BrokerApi } from "./api.ts";
import { refusal } from "./api-error.ts";
import { unimplemented } from "./subscription-config.ts";

const patch = z.object({ subscription: z.unknown(), updateMask: z.string() });
const pushChange = z.object({ pushConfig: z.unknown() });

const resource = /^\/v1\/(projects\/[^/]+\/(topics|subscriptions)\/[^/:]+)(?::(\w+)|\/(subscriptions))?$/;
const collection = /^\/v1\/(projects\/[^/]+)\/(topics|subscriptions|snapshots|schemas)(?:[/:]|$)/;
const tasks = /^\/v2\/(projects\/[^/]+\/locations\/[^/]+\/queues\/[^/]+)\/tasks$/;

/** Answers one call of Pub/Sub's REST API v1 or Cloud Tasks' v2. `path` is decoded; `body` is undefined when there was none. */
export async function answerRest(
  api: BrokerApi,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const queue = tasks.exec(path)?.[1];
  if (queue) {
    if (method === "POST") return api.createTask(queue, body);
    throw unimplemented("listing of tasks");
  }
  const named = resource.exec(path);
  if (named) {
    const [, name = "", kind, verb, listing] = named;
    if (verb) return answerVerb(api, method, name, verb, body);
    if (listing && kind === "topics" && method === "GET") return api.listTopicSubscriptions(name);
    if (!listing)
      return kind === "topics" ? answerTopic(api, method, name) : answerSubscription(api, method, name, body);
  }
  const listed = collection.exec(path);
  if (listed) {
    const [whole, project = "", kind] = listed;
    if (kind === "snapshots" || kind === "schemas") throw unimplemented(kind);
    if (method === "GET" && whole === path)
      return kind === "topics" ? api.listTopics(project) : api.listSubscriptions(project);
  }
  throw refusal("NOT_FOUND", `The requested URL ${path.slice(0, 200)} was not found on this server.`);
}

function answerTopic(api: BrokerApi, method: string, name: string): Promise<unknown> {
  if (method === "PUT") return api.putTopic(name);
  if (method === "GET") return api.getTopic(name);
  if (method === "DELETE") return api.deleteTopic(name);
  throw unimplemented(`${method} on a topic`);
}

function answerSubscription(api: BrokerApi, method: string, name: string, body: unknown): Promise<unknown> {
  if (method === "PUT") return api.putSubscription(name, body);
  if (method === "GET") return api.getSubscription(name);
  if (method === "DELETE") return api.deleteSubscription(name);
  if (method !== "PATCH") throw unimplemented(`${method} on a subscription`);
  const asked = patch.safeParse(body);
  if (!asked.success) throw refusal("INVALID_ARGUMENT", "Give subscription and updateMask.");
  return api.patchSubscription(name, asked.data.subscription, asked.data.updateMask.split(","));
}

async function answerVerb(
  api: BrokerApi,
  method: string,
  name: string,
  verb: string,
  body: unknown,
): Promise<unknown> {
  if (method === "POST" && verb === "publish" && name.includes("/topics/")) return api.publish(name, body);
  if (method === "POST" && verb === "modifyPushConfig") {
    const asked = pushChange.safeParse(body);
    await api.patchSubscription(name, asked.data ?? {}, ["pushConfig"]);
    return {};
  }
  throw unimplemented(verb);
}
