import { randomUUID } from "node:crypto";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

export type Talk = { id: string; contactId: string; tenant: Tenant; attendant: string };
export type Conversations = Awaited<ReturnType<typeof openConversations>>;

type Claimed = {
  kind: string;
  until?: string;
  reason?: string;
  through: number;
  epoch: number;
  messages: { text: string }[];
};
type Finished = { kind: string; sendIds: string[]; wakeAt?: string; state?: string };

/** A ledger with shorthands for what is said in conversations and who steers them. */
export async function openConversations() {
  const ledger: Ledger = await openLedger();
  const { pool, call } = ledger;

  /** A person who has said nothing yet; nothing is waited for before it is answered, unless told otherwise. */
  async function meet(settings: Record<string, unknown> = {}): Promise<Talk> {
    const tenant = await ledger.makeTenant({ minGapMs: 0.001, pairGapMs: 0 });
    const attendant = randomUUID();
    await pool.query("insert into public.members values ($1, $2, 'attendant')", [tenant.clientId, attendant]);
    await pool.query(
      "update public.clients set settings = settings || jsonb_build_object('conversation', $2::jsonb) where id = $1",
      [tenant.clientId, { bot: true, quietMs: 0, ...settings }],
    );
    const { rows } = await pool.query(
      "select app.find_or_create_contact($1, 'phone', '5511987654321', 'Ana') as id",
      [tenant.clientId],
    );
    const contactId: string = rows[0].id;
    const made = await pool.query(
      `insert into public.active_conversations (client_id, sender_id, contact_id, to_kind, to_value)
       values ($1, $2, $3, 'phone', '5511987654321') returning id`,
      [tenant.clientId, tenant.senderId, contactId],
    );
    return { id: made.rows[0].id, contactId, tenant, attendant };
  }

  /** Stores a message as the webhook does; null when it was known. */
  async function store(
    { tenant, contactId }: Talk,
    message: Record<string, unknown>,
  ): Promise<string | null> {
    const { rows } = await pool.query(
      `select app.store_message(p, $2, 'phone', '5511987654321', $3) as id
       from public.client_providers p, app.close_send_gate() where p.id = $1`,
      [tenant.senderId, contactId, { externalId: randomUUID(), type: "text", ...message }],
    );
    return rows[0].id;
  }
  const say = (talk: Talk, text: string, externalId: string = randomUUID()) =>
    store(talk, { direction: "in", text, externalId });
  const replyByHand = (talk: Talk, text: string, externalId: string = randomUUID()) =>
    store(talk, { direction: "out", text, externalId });

  /** An event of no person, as an opt-out or the clock brings it. */
  async function move({ id }: Talk, event: string): Promise<void> {
    await pool.query(
      "select app.move_conversation(c, $2) from public.active_conversations c, app.close_send_gate() where c.id = $1",
      [id, event],
    );
  }
  const steer = ({ attendant, tenant, id }: Talk, event: string) =>
    call<{ state: string; epoch: number; wakeAt: string | null }>(
      "steer_conversation",
      attendant,
      tenant.clientId,
      id,
      event,
      null,
    );
  const claim = ({ id }: Talk, leaseId: string) => call<Claimed>("claim_conversation", id, leaseId);
  const finish = ({ id }: Talk, leaseId: string, through: number, result: object) =>
    call<Finished>("finish_conversation", id, leaseId, through, JSON.stringify(result));

  async function row({ id }: Talk) {
    const { rows } = await pool.query("select * from public.active_conversations where id = $1", [id]);
    return rows[0];
  }

  return { ...ledger, meet, say, replyByHand, move, steer, claim, finish, row, sendRow: ledger.row };
}
