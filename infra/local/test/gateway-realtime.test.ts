import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Gateway, startGateway } from "../src/gateway/index.ts";
import { keys } from "./gateway-contract/target.ts";

const ana = "11111111-1111-4111-8111-111111111111";
const rui = "22222222-2222-4222-8222-222222222222";
let database: TestDatabase;
let gateway: Gateway;
const clients: SupabaseClient[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `drop policy if exists own_topic on realtime.messages;
     create policy own_topic on realtime.messages for select to authenticated
     using (realtime.topic() = 'tenant:' || (select auth.uid()) and extension = 'broadcast')`,
  );
  gateway = await startGateway({ databaseUrl: database.url, port: 0, keys });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.realtime.disconnect()));
  await gateway.close();
  await database.close();
});

async function token(userId: string, seconds = 3600): Promise<string> {
  const expiresAt = Math.floor(Date.now() / 1000) + seconds;
  const jwt = new SignJWT({ role: "authenticated" }).setProtectedHeader({ alg: "HS256" });
  return jwt.setSubject(userId).setExpirationTime(expiresAt).sign(new TextEncoder().encode(keys.jwtSecret));
}

async function clientOf(userId: string, vsn = "2.0.0", seconds = 3600) {
  let current = await token(userId, seconds);
  const client = createClient(gateway.url, keys.anonKey, {
    accessToken: async () => current,
    realtime: { vsn, heartbeatIntervalMs: 300, reconnectAfterMs: () => 50 },
  });
  clients.push(client);
  await client.realtime.setAuth();
  const use = async (next: string) => {
    current = next;
    await client.realtime.setAuth();
  };
  return Object.assign(client, { use });
}

function listen(client: SupabaseClient, topic: string, isPrivate = true) {
  const events: { event: string; payload: Record<string, unknown> }[] = [];
  const states: string[] = [];
  const errors: string[] = [];
  const channel: RealtimeChannel = client.channel(topic, { config: { private: isPrivate } });
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => events.push({ event, payload }));
  channel.subscribe((state, error) => {
    states.push(state);
    if (error) errors.push(error.message);
  });
  return { channel, events, states, errors };
}

const send = (topic: string, count = 1, isPrivate = true) =>
  database.pool.query(
    "select realtime.send(jsonb_build_object('n', n), 'progress', $1, $3) from generate_series(1, $2::int) n",
    [topic, count, isPrivate],
  );

test.each(["1.0.0", "2.0.0"])(
  "a message that the database sends reaches its topic, with protocol %s",
  async (vsn) => {
    const { events, states } = listen(await clientOf(ana, vsn), `tenant:${ana}`);
    await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
    await send(`tenant:${ana}`);
    await expect.poll(() => events).toEqual([{ event: "progress", payload: { n: 1 } }]);
  },
);

test("another tenant's channel is refused, and nothing of it arrives", async () => {
  const { events, states, errors } = listen(await clientOf(rui), `tenant:${ana}`);
  await expect.poll(() => states[0]).toBe("CHANNEL_ERROR");
  expect(errors[0]).toMatch(/Unauthorized/);
  await send(`tenant:${ana}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(events).toEqual([]);
});

test("a public channel is refused", async () => {
  const { states, errors } = listen(await clientOf(ana), `tenant:${ana}`, false);
  await expect.poll(() => states[0]).toBe("CHANNEL_ERROR");
  expect(errors[0]).toMatch(/PrivateOnly/);
});

test("a public message does not reach a private channel", async () => {
  const { events, states } = listen(await clientOf(ana), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  await send(`tenant:${ana}`, 1, false);
  await send(`tenant:${ana}`, 1);
  await expect.poll(() => events).toHaveLength(1);
});

test("all of a burst arrives, in order, the last included", async () => {
  const { events, states } = listen(await clientOf(ana), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  await Promise.all([send(`tenant:${ana}`, 2500), send("tenant:other", 500)]);
  await expect.poll(() => events.length, { timeout: 5000 }).toBe(2500);
  expect(events.map(({ payload }) => payload.n)).toEqual(
    Array.from({ length: 2500 }, (_, index) => index + 1),
  );
});

test("what is sent while something else is being delivered arrives too", async () => {
  const { events, states } = listen(await clientOf(ana), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  await Promise.all(Array.from({ length: 300 }, () => send(`tenant:${ana}`)));
  await expect.poll(() => events.length).toBe(300);
});

test("a message that was committed after a later one is not lost", async () => {
  const { events, states } = listen(await clientOf(ana), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  const slow = await database.pool.connect();
  await slow.query("begin");
  await slow.query("select realtime.send('{\"n\": 1}', 'slow', $1)", [`tenant:${ana}`]);
  await send(`tenant:${ana}`);
  await expect.poll(() => events.map(({ event }) => event)).toEqual(["progress"]);
  await slow.query("commit");
  slow.release();
  await expect.poll(() => events.map(({ event }) => event)).toEqual(["progress", "slow"]);
});

test("a client whose connection broke comes back by itself", async () => {
  const { events, states } = listen(await clientOf(ana), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  const { port } = gateway;
  await gateway.close();
  await expect.poll(() => states.length, { timeout: 5000 }).toBeGreaterThan(1);
  gateway = await startGateway({ databaseUrl: database.url, port, keys });
  await expect.poll(() => states.at(-1), { timeout: 10_000 }).toBe("SUBSCRIBED");
  await send(`tenant:${ana}`);
  await expect.poll(() => events).toHaveLength(1);
});

test("a database connection that broke is made again, and nothing sent meanwhile is lost", async () => {
  const { events, states } = listen(await clientOf(ana), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'nova-gateway%' and datname = current_database()",
  );
  await send(`tenant:${ana}`);
  await expect.poll(() => events, { timeout: 5000 }).toHaveLength(1);
});

test("a new token is checked again, and a channel that it may not read is closed", async () => {
  const client = await clientOf(ana);
  const { states, events } = listen(client, `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  await client.use(await token(ana, 7200));
  await send(`tenant:${ana}`);
  await expect.poll(() => events).toHaveLength(1);
  await client.use(await token(rui));
  await expect.poll(() => states.at(-1)).toBe("CLOSED");
});

test("a token that has run out hears nothing more", async () => {
  const { states, events } = listen(await clientOf(ana, "2.0.0", 1), `tenant:${ana}`);
  await expect.poll(() => states).toEqual(["SUBSCRIBED"]);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await send(`tenant:${ana}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(events).toEqual([]);
});

test("who leaves hears nothing more, and may come back", async () => {
  const client = await clientOf(ana);
  const first = listen(client, `tenant:${ana}`);
  await expect.poll(() => first.states).toEqual(["SUBSCRIBED"]);
  expect(await client.removeChannel(first.channel)).toBe("ok");
  await send(`tenant:${ana}`);
  const second = listen(client, `tenant:${ana}`);
  await expect.poll(() => second.states).toEqual(["SUBSCRIBED"]);
  await send(`tenant:${ana}`);
  await expect.poll(() => second.events).toHaveLength(1);
  expect(first.events).toEqual([]);
});
