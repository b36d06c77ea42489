import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SenderProfile, SendingWindow } from "@nova/pacing";
import { campaignPlan } from "@nova/queue";
import { createDatabase } from "@nova/supabase-client";
import { createTestDatabase } from "@nova/testing";
import { startGateway } from "../src/gateway/index.ts";
import { type SandboxOptions, startSandbox } from "../src/sandbox/index.ts";
import { createVirtualQueue } from "./virtual-queue.ts";
import { readAcceptedTimes } from "./virtual-record.ts";
import { statusTopic, wireServices } from "./virtual-services.ts";
import { readNextTick } from "./virtual-ticks.ts";

const minuteMs = 60_000;

export type VirtualSender = { clientId: string; senderId: string; externalId: string };
export type VirtualRun = Awaited<ReturnType<typeof openVirtualRun>>;
/** What a campaign asks beside its sender: hours of its own, a test of a second message that says the same. */
export type VirtualTerms = {
  window?: SendingWindow | null;
  test?: { sharePercent: number; decideAfterMinutes: number } | null;
};
type Options = {
  startAt: number;
  seed?: number;
  /** When a message's delivery becomes known; null: never. */
  deliveredAfterMs?: number | null;
  /** Every minute has its tick, also those at which nothing can change. */
  everyTick?: boolean;
  sandbox?: Partial<SandboxOptions>;
};

/**
 * A real run of the real parts in which only time is virtual: SQL through the API, the dispatcher's and the worker's own
 * code, the providers' adapters over HTTP against the sandbox. Days take seconds.
 */
export async function openVirtualRun(options: Options) {
  const { startAt, seed = 7, deliveredAfterMs = null, everyTick = false } = options;
  let now = startAt;
  const folder = await mkdtemp(join(tmpdir(), "virtual-run-"));
  const server = await createTestDatabase();
  const key = () => randomBytes(24).toString("base64url");
  const keys = { anonKey: key(), serviceKey: key(), jwtSecret: key() + key() };
  const gateway = await startGateway({ databaseUrl: server.url, port: 0, keys });
  const sandbox = await startSandbox({
    port: 0,
    recordFile: join(folder, "record.jsonl"),
    metaAppSecret: "secret",
    metaVerifyToken: "token",
    now: () => now,
    ...options.sandbox,
  });
  const database = createDatabase({ url: gateway.url, serviceKey: keys.serviceKey, timeoutMs: 60_000 });
  const queue = createVirtualQueue(() => now);
  const services = wireServices({
    database,
    publisher: queue.publisher,
    sandboxUrl: sandbox.url,
    now: () => new Date(now),
    seed,
    deliveredAfterMs,
  });
  await server.freezeClock(new Date(now));
  let tickAt = Math.ceil(startAt / minuteMs) * minuteMs;
  let clientId = "";
  const holds: { at: number; code: string }[] = [];

  /** A tenant's number with this profile, so many days old. */
  async function addSender(
    kind: "qr" | "official",
    profile: SenderProfile,
    ageDays = 400,
  ): Promise<VirtualSender> {
    const senderId = randomUUID();
    const externalId = kind === "qr" ? "loja-exemplo" : `10${Math.floor(Math.random() * 1e13)}`;
    if (!clientId) {
      clientId = randomUUID();
      await database.senders.saveClient(clientId, `t-${clientId.slice(0, 8)}`, "Teste");
    }
    const secrets = kind === "qr" ? { apiKey: "key" } : { accessToken: "token" };
    await database.senders.save({
      id: senderId,
      clientId,
      provider: kind === "qr" ? "evolution" : "meta",
      externalId,
      name: "Número",
      apiUrl: kind === "qr" ? `${sandbox.url}/evolution` : null,
      credentials: services.vault.seal(secrets, { clientId, rowId: senderId }),
      profile: { kind, ...profile, ramp: profile.ramp ?? null },
    });
    await server.pool.query("update public.client_providers set activated_at = $2 where id = $1", [
      senderId,
      new Date(now - ageDays * 86_400_000),
    ]);
    return { clientId, senderId, externalId };
  }

  /** Starts a campaign to one invented person per area code given, in that order; the dispatcher hears of it now. */
  async function startCampaign(
    { senderId }: VirtualSender,
    ddds: readonly string[],
    { window = null, test = null }: VirtualTerms = {},
  ): Promise<string> {
    const { campaignId, listId } = await database.campaigns.create({
      clientId,
      senderId,
      name: "Campanha",
      template: { kind: "text", name: `t${randomUUID()}`, body: "Olá {{name}}" },
      listName: randomUUID(),
      seed: 1,
    });
    const first = Math.floor(Math.random() * 9_000) * 10_000;
    const rows = ddds.map((ddd, index) => ({
      phone: `55${ddd}9${String(first + index).padStart(8, "0")}`,
      name: `Pessoa ${index}`,
    }));
    await database.campaigns.importContacts(clientId, listId, rows);
    await server.pool.query(
      `update public.campaigns set send_window = $2, variants = $3::jsonb || jsonb_build_object(
         'items', jsonb_build_array(jsonb_build_object('key', 'B', 'templateId', template_id))) where id = $1`,
      [campaignId, window, test && { metric: "replied", minimumEach: 1, ...test }],
    );
    await database.campaigns.start(clientId, campaignId, "teste");
    await queue.publisher.publish(campaignPlan, { campaignId });
    return campaignId;
  }

  /** Moves the clock to the next message or tick and lets the services do what they do then. */
  async function step(): Promise<void> {
    const at = Math.min(tickAt, queue.nextAt());
    if (at > now) {
      now = at;
      await server.freezeClock(new Date(now));
    }
    const due = queue.takeDue(now);
    await Promise.all(
      due.filter(({ topic }) => topic === "whatsapp-send").map(({ data }) => services.deliver(data)),
    );
    for (const { topic, data } of due) {
      if (topic === "campaign-plan") await dispatch(data);
      if (topic === statusTopic.name) await services.hear(clientId, statusTopic.schema.parse(data));
    }
    if (tickAt > now) return;
    await dispatch({});
    tickAt = await nextTick();
  }

  /** Notes, as it is stored after each round, what holds the first sender back. */
  async function dispatch(data: unknown): Promise<void> {
    await services.dispatch(data);
    const { rows } = await server.pool.query<{ code: string }>(
      `select coalesce(
         (select s.blocked_reason ->> 'code' from public.sender_states s where s.blocked_until > app.now() limit 1),
         (select g.wait_reason ->> 'code' from public.campaigns g where g.status = 'running' and g.wait_reason is not null limit 1),
         (select (array_agg(d.reason order by d.not_before))[1] from public.sends d where d.status = 'pending'
          having min(d.not_before) > app.now()),
         'gap') code`,
    );
    holds.push({ at: now, code: rows[0]?.code ?? "gap" });
  }

  /** The rule that held the sender back for most of the time so far. */
  function heldMostBy(): string {
    const spent = new Map<string, number>();
    for (const [index, { at, code }] of holds.entries())
      spent.set(code, (spent.get(code) ?? 0) + (holds[index + 1]?.at ?? now) - at);
    return [...spent].reduce((most, one) => (one[1] > most[1] ? one : most), ["gap", 0])[0];
  }

  async function nextTick(): Promise<number> {
    const next = Math.floor(now / minuteMs) * minuteMs + minuteMs;
    return everyTick ? next : readNextTick(server.pool, next, queue.nextAt());
  }

  /** Goes on until the campaign has nothing waiting or under way, or until a moment. */
  async function runUntilDone(campaignId: string, endAt = startAt + 60 * 86_400_000): Promise<void> {
    while (Math.min(tickAt, queue.nextAt()) <= endAt) {
      await step();
      const { rows } = await server.pool.query(
        "select 1 from public.sends where campaign_id = $1 and status in ('pending', 'queued', 'sending') limit 1",
        [campaignId],
      );
      if (rows.length === 0) return;
    }
  }

  async function close(): Promise<void> {
    await sandbox.close();
    await gateway.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }

  return {
    ...{ database, pool: server.pool, sandbox, queue, services },
    ...{ addSender, startCampaign, step, runUntilDone, heldMostBy, close },
    /** When the sandbox took each message: its own record, not the product's. */
    acceptedAt: () => readAcceptedTimes(sandbox.url),
    now: () => now,
  };
}
