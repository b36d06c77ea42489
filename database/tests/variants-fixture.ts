import { randomUUID } from "node:crypto";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

export type VariantSettings = {
  sharePercent?: number;
  metric?: "replied" | "read" | "delivered";
  decideAfterMinutes?: number;
  minimumEach?: number;
  /** What the others say, B first. */
  others?: object[];
};
export type Test = { tenant: Tenant; ana: string; campaignId: string };

const text = (words: string) => ({ kind: "text", text: words });
const startedAt = "2026-03-10T15:00:00Z";
let lastPhone = 0;

/** A ledger whose clock stands still, with campaigns that test messages. */
export async function openVariants() {
  const ledger: Ledger = await openLedger();
  let now = Date.parse(startedAt);

  async function setClock(at: number): Promise<void> {
    now = at;
    await ledger.freezeClock(new Date(now));
  }

  /** A running campaign with a test. */
  async function startTest(people: number, settings: VariantSettings = {}): Promise<Test> {
    const tenant = await ledger.makeTenant({ pairGapMs: 0, minGapMs: 1, replyHeadroom: 0 });
    const ana = randomUUID();
    await ledger.pool.query("insert into public.members values ($1, $2, 'owner')", [tenant.clientId, ana]);
    const { listId } = await ledger.call<{ listId: string }>(
      ...(["create_campaign", tenant.clientId, tenant.senderId, "x"] as const),
      { name: `t${randomUUID()}`, kind: "text", body: "x" },
      ...[randomUUID(), 1],
    );
    const rows = Array.from({ length: people }, (_, index) => ({
      phone: `5511${910_000_000 + ++lastPhone}`,
      name: `Pessoa ${index}`,
    }));
    await ledger.call("import_contacts", tenant.clientId, listId, JSON.stringify(rows));
    const campaignId = randomUUID();
    const { others = [text("B {{name}}")], ...rest } = settings;
    const variants = {
      ...{ sharePercent: 20, metric: "replied", decideAfterMinutes: 60, minimumEach: 1, ...rest },
      items: others.map((message, index) => ({ key: "BCD"[index], message, components: [], needed: [] })),
    };
    const draft = { name: "Teste", senderId: tenant.senderId, listId, message: text("A {{name}}"), variants };
    await ledger.call("create_draft_campaign", ana, tenant.clientId, campaignId, draft);
    await ledger.call("start_campaign", tenant.clientId, campaignId, "teste");
    return { tenant, ana, campaignId };
  }

  async function sendsOf({ campaignId }: Test) {
    const { rows } = await ledger.pool.query(
      "select * from public.sends where campaign_id = $1 order by position",
      [campaignId],
    );
    return rows as {
      id: string;
      variant: string | null;
      status: string;
      reason: string | null;
      not_before: Date;
    }[];
  }
  async function campaign({ campaignId }: Test) {
    const { rows } = await ledger.pool.query("select * from public.campaigns where id = $1", [campaignId]);
    return rows[0];
  }
  const testGroup = async (test: Test) =>
    (await sendsOf(test)).filter(({ variant, status }) => variant !== null && status === "pending");

  /** Has everyone of the test group get its message now; what becomes of each is told by its variant and number in it. */
  async function deliverTest(
    test: Test,
    becomes: (variant: string, index: number) => "sent" | "delivered" | "read" | "replied",
  ): Promise<void> {
    const seen = new Map<string, number>();
    for (const { id, variant } of await testGroup(test)) {
      const index = seen.get(variant ?? "") ?? 0;
      seen.set(variant ?? "", index + 1);
      const attemptId = randomUUID();
      await ledger.reserve(test.tenant, [id], now);
      await ledger.call("claim_send", id, attemptId);
      await ledger.call("settle_send", attemptId, { kind: "sent", providerMessageId: randomUUID() });
      const became = becomes(variant ?? "", index);
      if (became === "sent") continue;
      await ledger.pool.query(
        `update public.sends set status = case when $2 = 'replied' then 'read' else $2 end, delivered_at = app.now(),
           replied_at = case when $2 = 'replied' then app.now() end where id = $1`,
        [id, became],
      );
    }
  }

  /** What every dispatcher asks at each tick. */
  const tick = () => ledger.call("start_due_campaigns");

  return {
    ...{ ledger, startTest, sendsOf, campaign, testGroup, deliverTest, tick, setClock },
    now: () => now,
    begin: () => setClock(Date.parse(startedAt)),
    close: ledger.close,
  };
}
