import { randomUUID } from "node:crypto";
import { ddds, type SenderProfile } from "@nova/pacing";
import type { World } from "./pacing-world.ts";

export type Profile = Omit<SenderProfile, "ramp"> & { kind: string; portfolioId: string | null };
export type Sender = {
  senderId: string;
  portfolioId: string | null;
  profiles: { at: number; profile: Profile }[];
};
export type Cast = Awaited<ReturnType<typeof castOf>>;

const hourMs = 3_600_000;

function anyProfile({ pick, chance, now }: World, portfolioId: string | null): Profile {
  const isShared = portfolioId !== null; // then the limit is the portfolio's, and the same for all of its numbers
  const hour = new Date(now()).getUTCHours();
  const localHour = (ahead: number): string => `${String((hour + 21 + ahead) % 24).padStart(2, "0")}:00`;
  return {
    kind: "official",
    portfolioId,
    minGapMs: pick([50, 400, 1_000, 5_000, 20_000, 90_000]),
    gapJitterMs: pick([0, 0, 2_000]),
    maxPerHour: pick([null, 3, 6, 12]),
    maxPerDay: pick([null, 6, 12, 25]),
    warmUp: chance(0.3) ? [{ untilAgeDays: 2, maxPerDay: 8 }, { untilAgeDays: 5, maxPerDay: 20 }] : [], // biome-ignore format: one stage each
    tierPerDay: isShared ? 12 : pick([null, null, 8, 15]),
    window: pick([
      null,
      { from: "08:00", until: "20:00" },
      { from: "22:00", until: "06:00" },
      { from: localHour(0), until: localHour(1) },
      { from: localHour(1), until: localHour(4), days: [0, 1, 2, 3, 4, 5, 6] },
    ]),
    pairGapMs: pick([0, 6_000, 600_000]),
    frequencyCap: pick([null, { max: 1, days: 1 }, { max: 2, days: 2 }]),
    replyHeadroom: isShared ? 0.2 : pick([0, 0.2, 0.5]),
    repliesCount: chance(0.5),
  };
}

/** A tenant with two senders, a dozen people all over Brazil, campaigns to them that overlap, and follow-ups. */
export async function castOf(world: World) {
  const { call, query, pick, between, chance, now, ledger } = world;
  const clientId = randomUUID();
  const campaigns: { campaignId: string; senderId: string }[] = [];
  await ledger.call("save_client", clientId, `t-${clientId.slice(0, 8)}`, "Teste");
  const portfolioId = chance(0.5) ? "portfolio" : null;
  const senders: Sender[] = [];
  const activatedAt = new Map<string, number>();
  for (let index = 0; index < 2; index++) {
    const sender: Sender = { senderId: randomUUID(), portfolioId, profiles: [] };
    senders.push(sender);
    await save(sender);
    activatedAt.set(sender.senderId, now() - pick([1, 30, 47, 3_000]) * hourMs);
    await query(
      "update public.client_providers set activated_at = to_timestamp($2::numeric / 1000) where id = $1",
      [sender.senderId, activatedAt.get(sender.senderId)],
    );
  }

  async function save(sender: Sender): Promise<void> {
    const profile = anyProfile(world, sender.portfolioId);
    const { senderId } = sender;
    await ledger.call("save_sender", senderId, clientId, "meta", senderId, "Número", null, "sealed", profile);
    sender.profiles.push({ at: now(), profile });
  }

  const people = Array.from({ length: 14 }, (_, index) => ({
    phone: `55${pick(ddds)}9${between(10_000_000, 99_999_999)}`,
    name: `Pessoa ${index}`,
  }));
  for (const { senderId } of [...senders, ...senders]) {
    const template = { name: randomUUID(), kind: "text", body: "Olá {{name}}" };
    const made = await call("create_campaign", clientId, senderId, "Campanha", template, randomUUID(), 7);
    const rows = people.filter(() => chance(0.8));
    await call("import_contacts", clientId, made.listId, JSON.stringify(rows));
    await call("start_campaign", clientId, made.campaignId, "teste");
    campaigns.push({ campaignId: made.campaignId, senderId });
  }
  const contacts = await query(
    `update public.contacts t set time_zone = case when random() < 0.2 then $2 end
     from public.contact_aliases a where a.contact_id = t.id and a.kind = 'phone' and t.client_id = $1
     returning t.id, a.value as phone`,
    [clientId, pick(["America/New_York", "Pacific/Auckland", "Asia/Kolkata", "Nowhere/Atlantis"])],
  );

  /** Writes a send that belongs to no campaign, as conversations and follow-ups do; its id. */
  async function write(lane: "followup" | "reply" | "human", { senderId } = pick(senders)): Promise<string> {
    const { id, phone } = pick(contacts);
    const rows = await query(
      `insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, to_value, content)
       values ($1, $2, $3, gen_random_uuid()::text, $4, $5, '{"kind":"text","body":"Oi"}') returning id`,
      [clientId, senderId, id, lane, phone],
    );
    return rows[0].id;
  }
  for (let index = 0; index < 5; index++) await write("followup");

  return { clientId, senders, campaigns, contacts, activatedAt, save, write };
}
