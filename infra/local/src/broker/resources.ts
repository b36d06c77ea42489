import * as z from "zod";
import { refusal } from "./api-error.ts";
import type { Store } from "./store.ts";
import { parseSubscription, type SubscriptionConfig } from "./subscription-config.ts";

/** A subscription as it is stored and shown. */
export type Subscription = SubscriptionConfig & { name: string; state: "ACTIVE" };

/** Topics and subscriptions: what Pub/Sub's admin calls read and change. Names are full resource names. */
export type Resources = ReturnType<typeof createResources>;

const validId = /^projects\/[^/]+\/(topics|subscriptions)\/(?!goog)[A-Za-z][\w.~+%-]{2,254}$/;
const fields = z.record(z.string(), z.unknown());
const uniqueViolation = "23505";

/** The admin calls; `changed` is told after each one that touched a subscription. */
export function createResources({ durable }: Store, changed: () => Promise<void>) {
  const show = (row: { name: string; config: SubscriptionConfig }): Subscription => ({
    name: row.name,
    ...row.config,
    state: "ACTIVE",
  });

  async function putTopic(name: string): Promise<{ name: string }> {
    checkName(name);
    await durable.query("insert into broker.topics (name) values ($1)", [name]).catch(refuseDuplicate(name));
    return { name };
  }

  async function getTopic(name: string): Promise<{ name: string }> {
    const { rowCount } = await durable.query("select from broker.topics where name = $1", [name]);
    if (!rowCount) throw missing(name);
    return { name };
  }

  async function deleteTopic(name: string): Promise<Record<string, never>> {
    const { rowCount } = await durable.query("delete from broker.topics where name = $1", [name]);
    if (!rowCount) throw missing(name);
    await durable.query(
      "update broker.subscriptions set topic = '_deleted-topic_', config = config || '{\"topic\":\"_deleted-topic_\"}' where topic = $1",
      [name],
    );
    await changed();
    return {};
  }

  async function listTopics(project: string): Promise<{ topics: { name: string }[] }> {
    const { rows } = await durable.query<{ name: string }>(
      "select name from broker.topics where starts_with(name, $1) order by name",
      [`${project}/topics/`],
    );
    return { topics: rows };
  }

  async function listTopicSubscriptions(topic: string): Promise<{ subscriptions: string[] }> {
    await getTopic(topic);
    const { rows } = await durable.query<{ name: string }>(
      "select name from broker.subscriptions where topic = $1 order by name",
      [topic],
    );
    return { subscriptions: rows.map((row) => row.name) };
  }

  async function putSubscription(name: string, body: unknown): Promise<Subscription> {
    checkName(name);
    const config = parseSubscription(body);
    await getTopic(config.topic);
    if (config.deadLetterPolicy) await getTopic(config.deadLetterPolicy.deadLetterTopic);
    await durable
      .query("insert into broker.subscriptions (name, topic, config) values ($1, $2, $3)", [
        name,
        config.topic,
        config,
      ])
      .catch(refuseDuplicate(name));
    await changed();
    return show({ name, config });
  }

  async function getSubscription(name: string): Promise<Subscription> {
    const { rows } = await durable.query<Row>(
      "select name, config from broker.subscriptions where name = $1",
      [name],
    );
    if (!rows[0]) throw missing(name);
    return show(rows[0]);
  }

  /** Changes the fields that the mask names, in either spelling. */
  async function patchSubscription(
    name: string,
    patch: unknown,
    updateMask: string[],
  ): Promise<Subscription> {
    const current = await getSubscription(name);
    const asked = fields.safeParse(patch).data ?? {};
    const names = updateMask.map((path) => path.split(".")[0] ?? "").map(camelCase);
    if (names.length === 0) throw refusal("INVALID_ARGUMENT", "The update_mask in the request is empty.");
    if (names.includes("topic"))
      throw refusal("INVALID_ARGUMENT", "A subscription's topic cannot be changed.");
    const config = parseSubscription({
      ...current,
      ...Object.fromEntries(names.map((field) => [field, asked[field]])),
    });
    if (config.deadLetterPolicy) await getTopic(config.deadLetterPolicy.deadLetterTopic);
    await durable.query("update broker.subscriptions set config = $2 where name = $1", [name, config]);
    await changed();
    return show({ name, config });
  }

  async function deleteSubscription(name: string): Promise<Record<string, never>> {
    const { rowCount } = await durable.query("delete from broker.subscriptions where name = $1", [name]);
    if (!rowCount) throw missing(name);
    await changed();
    await durable.query("delete from broker.deliveries where subscription = $1", [name]);
    return {};
  }

  async function listSubscriptions(project: string): Promise<{ subscriptions: Subscription[] }> {
    const { rows } = await durable.query<Row>(
      "select name, config from broker.subscriptions where starts_with(name, $1) order by name",
      [`${project}/subscriptions/`],
    );
    return { subscriptions: rows.map(show) };
  }

  return {
    putTopic,
    getTopic,
    deleteTopic,
    listTopics,
    listTopicSubscriptions,
    putSubscription,
    getSubscription,
    patchSubscription,
    deleteSubscription,
    listSubscriptions,
  };
}

type Row = { name: string; config: SubscriptionConfig };

function checkName(name: string): void {
  if (!validId.test(name)) throw refusal("INVALID_ARGUMENT", `Invalid resource name: ${name.slice(0, 300)}`);
}

/** Google's words for what is not there. */
export function missing(name: string) {
  return refusal("NOT_FOUND", `Resource not found (resource=${name.split("/").at(-1)}).`);
}

function refuseDuplicate(name: string) {
  return (error: Error): never => {
    const code = "code" in error ? error.code : undefined;
    if (code !== uniqueViolation) throw error;
    throw refusal(
      "ALREADY_EXISTS",
      `Resource already exists in the project (resource=${name.split("/").at(-1)}).`,
    );
  };
}

function camelCase(name: string): string {
  return name.trim().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
