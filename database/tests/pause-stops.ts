import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { official, openLedger, type Tenant } from "./ledger-fixture.ts";
import { openBooks } from "./pause-books.ts";
import { type Campaign, openLoad } from "./pause-load.ts";
import { openWitness } from "./pause-witness.ts";

export type PauseWorld = Awaited<ReturnType<typeof openPauseWorld>>;
/** Something that holds sends back, how it ends, and whose sends it must leave alone. */
export type Stop = {
  stop: () => Promise<unknown>;
  resume: () => Promise<unknown>;
  stopped: Campaign[];
  spared: Campaign[];
};

const fast = { minGapMs: 0.01, pairGapMs: 0 };

/** A watched database under load: two campaigns of one sender, one of its tenant's other sender, one of another tenant. */
export async function openPauseWorld() {
  const ledger = await openLedger();
  const witness = await openWitness(ledger);
  const load = openLoad(ledger);
  let people = 0;
  /** A running campaign to people of its own. */
  async function addCampaign(tenant: Tenant, count = 120): Promise<Campaign> {
    people += count;
    const campaign = { tenant, ...(await ledger.startCampaign(tenant, count, people)) };
    load.campaigns.push(campaign);
    load.going.add(campaign);
    return campaign;
  }
  async function addSender({ clientId }: Tenant): Promise<Tenant> {
    const [senderId, phoneNumberId] = [randomUUID(), randomUUID().slice(0, 15)];
    const profile = { ...official, ...fast };
    await ledger.call("save_sender", senderId, clientId, "meta", phoneNumberId, "B", null, "x", profile);
    return { clientId, senderId, phoneNumberId };
  }
  const tenant = await ledger.makeTenant(fast);
  const [paused, sibling] = [await addCampaign(tenant), await addCampaign(tenant)];
  const cousin = await addCampaign(await addSender(tenant));
  const stranger = await addCampaign(await ledger.makeTenant(fast));
  await witness.delay(2, 6);
  return {
    ledger,
    witness,
    load,
    books: openBooks(ledger),
    addCampaign,
    paused,
    sibling,
    cousin,
    stranger,
    close: async () => {
      await load.stop();
      await load.close();
      await ledger.close();
    },
  };
}

type Scope = "global" | "client" | "sender" | "campaign";
const reach = {
  global: ({ paused, sibling, cousin, stranger }: PauseWorld) => ({
    stopped: [paused, sibling, cousin, stranger],
    spared: [],
  }),
  client: ({ paused, sibling, cousin, stranger }: PauseWorld) => ({
    stopped: [paused, sibling, cousin],
    spared: [stranger],
  }),
  sender: ({ paused, sibling, cousin, stranger }: PauseWorld) => ({
    stopped: [paused, sibling],
    spared: [cousin, stranger],
  }),
  campaign: ({ paused, sibling, cousin, stranger }: PauseWorld) => ({
    stopped: [paused],
    spared: [sibling, cousin, stranger],
  }),
};

function targetOf(scope: Scope, { paused: { tenant, campaignId } }: PauseWorld): (string | null)[] {
  if (scope === "global") return [null, null, null];
  const [sender, campaign] = [scope === "sender", scope === "campaign"];
  return [tenant.clientId, sender ? tenant.senderId : null, campaign ? campaignId : null];
}

const insertEvent = `insert into public.pause_events (scope, client_id, sender_id, campaign_id, action, reason, source)
  values ($1, $2, $3, $4, $5, 'teste', 'manual')`;

type Act = (world: PauseWorld, scope: Scope, action: "pause" | "resume") => Promise<unknown>;
const byCall: Act = (world, scope, action) =>
  world.load.services.call("pause_sending", scope, action, "teste", "api", ...targetOf(scope, world));
const byRow: Act = (world, scope, action) =>
  world.load.services.query(insertEvent, [scope, ...targetOf(scope, world), action]);
const inTransaction: Act = (world, scope, action) =>
  world.ledger.database.as("service_role", {}, async (client) => {
    await client.query(insertEvent, [scope, ...targetOf(scope, world), action]);
    await sleep(Math.random() * 10);
  });

/** Every way to pause, by scope. */
export const pauses = (["global", "client", "sender", "campaign"] as const).flatMap((scope) =>
  Object.entries({
    "by a call": byCall,
    "by one row": byRow,
    "by a row whose transaction lingers": inTransaction,
  }).map(([how, act]): [string, (world: PauseWorld) => Stop] => [
    `a ${scope} pause ${how}`,
    (world) => ({
      stop: () => act(world, scope, "pause"),
      resume: () => act(world, scope, "resume"),
      ...reach[scope](world),
    }),
  ]),
);

const setSender =
  (status: string) =>
  ({ load, paused }: PauseWorld) =>
  () =>
    load.services.call("set_sender_status", paused.tenant.senderId, status, "teste");
const setClient =
  (status: string) =>
  ({ load, paused }: PauseWorld) =>
  () =>
    load.services.query("update public.clients set status = $2 where id = $1", [
      paused.tenant.clientId,
      status,
    ]);
const hear = ({ load, paused }: PauseWorld, said: object) => {
  const group = JSON.stringify([{ sender: paused.tenant.phoneNumberId, ...said }]);
  return load.services.call("ingest_webhook", "meta", null, null, randomUUID(), "{}", group);
};
const report = (state: string) => (world: PauseWorld) => () => hear(world, { senderState: { state } });
const judge = (status: string) => (world: PauseWorld) => async () => {
  const { campaignId, tenant } = world.paused;
  await world.ledger.ofMeta(campaignId);
  const { rows } = await world.load.services.query(
    "select content ->> 'name' as name, content ->> 'language' as language from public.campaigns where id = $1",
    [campaignId],
  );
  await hear(world, { templateStatuses: [{ ...rows[0], status }] });
  if (status === "APPROVED")
    await world.load.services
      .call("resume_campaign", tenant.clientId, campaignId, "teste")
      .catch((error) => expect(error.code).toBe("NV409")); // it was not halted
};

/** What else holds back a campaign, a sender or a whole client. */
export const outages: [string, (world: PauseWorld) => Stop][] = (
  [
    ["a sender in quarantine", setSender("quarantined"), setSender("active"), reach.sender],
    ["a disconnected sender", setSender("disconnected"), setSender("active"), reach.sender],
    ["a phone that reports itself gone", report("close"), report("open"), reach.sender],
    ["a template that Meta paused", judge("PAUSED"), judge("APPROVED"), reach.campaign],
    ["a suspended client", setClient("suspended"), setClient("active"), reach.client],
  ] as const
).map(([name, stop, resume, of]) => [
  name,
  (world) => ({ stop: stop(world), resume: resume(world), ...of(world) }),
]);
