import { type Gateway, startGateway } from "@nova/local/gateway";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTwoTenants, type TwoTenants } from "./two-tenants.ts";

const keys = {
  anonKey: "sb_publishable_isolation",
  serviceKey: "sb_secret_isolation",
  jwtSecret: "a-secret-of-at-least-thirty-two-characters",
};
const auth = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false };
const rights = "42501";

let db: TwoTenants;
let gateway: Gateway;
let visitor: SupabaseClient;
let member: SupabaseClient;
let functions: { name: string; arguments: string[] }[];

beforeAll(async () => {
  db = await openTwoTenants();
  gateway = await startGateway({ databaseUrl: db.url, port: 0, keys });
  const account = { email: "ana@nova.example", password: "correct horse 9" };
  const service = createClient(gateway.url, keys.serviceKey, { auth });
  const { data } = await service.auth.admin.createUser({ ...account, email_confirm: true });
  await db.pool.query("insert into public.members values ($1, $2, 'owner')", [
    db.ours.clientId,
    data.user?.id,
  ]);
  visitor = createClient(gateway.url, keys.anonKey, { auth });
  member = createClient(gateway.url, keys.anonKey, { auth });
  const { error } = await member.auth.signInWithPassword(account);
  if (error) throw error;
  ({ rows: functions } = await db.pool.query(
    `select p.proname as name, coalesce(p.proargnames, '{}') as arguments from pg_proc p where p.pronamespace = 'public'::regnamespace`,
  ));
});
afterAll(async () => {
  await gateway.close();
  await db.close();
});

describe("with a browser key and a signed-in member", () => {
  test("each table and view gives rows of that member's tenants only", async () => {
    for (const { name, tenant, readable } of db.relations) {
      // Of a table with hidden columns a browser names those it wants.
      const { data, error } = await member.from(name).select(tenant ?? "*");
      if (!readable || tenant === null) {
        expect({ name, code: error?.code }).toEqual({ name, code: rights });
        continue;
      }
      const { own } = await db.count(name, tenant, db.ours.clientId);
      const tenants = (data ?? []).map((row) => Object.values(row)[0]);
      expect({ name, error, tenants }).toEqual({
        name,
        error: null,
        tenants: Array(own).fill(db.ours.clientId),
      });
    }
  });

  test("another tenant's rows are not found by their id", async () => {
    const { campaignId, sendId, senderId, clientId } = db.theirs;
    const of = async (table: string, column: string, id: string) =>
      (await member.from(table).select(column).eq(column, id)).data;
    expect(await of("campaigns", "id", campaignId)).toEqual([]);
    expect(await of("campaign_metrics", "campaign_id", campaignId)).toEqual([]);
    expect(await of("sends", "id", sendId)).toEqual([]);
    expect(await of("client_providers", "id", senderId)).toEqual([]);
    expect(await of("clients", "id", clientId)).toEqual([]);
    expect(await of("campaigns", "id", db.ours.campaignId)).toHaveLength(1);
  });

  test("credentials are refused", async () => {
    for (const [table, column] of [
      ["clients", "token"],
      ["clients", "api_url"],
      ["clients", "tools_config"],
      ["clients", "tools_config->whatsapp->>key"],
      ["clients", "*"],
      ["client_providers", "credentials"],
      ["client_providers", "api_url"],
      ["webhook_endpoints", "secret"],
    ] as const)
      expect({ table, column, code: (await member.from(table).select(column)).error?.code }).toEqual({
        table,
        column,
        code: rights,
      });
    expect((await member.from("clients").select("id").not("token", "is", null)).error?.code).toBe(rights);
    expect((await member.from("clients").select("id").order("token")).error?.code).toBe(rights);
  });
});

describe.each<["visitor" | "member"]>([["visitor"], ["member"]])("as a %s", (who) => {
  const client = () => (who === "visitor" ? visitor : member);

  test("every function is refused, with nothing, with nulls and with another tenant's ids", async () => {
    expect(functions.length).toBeGreaterThan(25);
    const { clientId, senderId, campaignId, sendId } = db.theirs;
    const ids: Record<string, string> = {
      p_client_id: clientId,
      p_sender_id: senderId,
      p_campaign_id: campaignId,
      p_send_id: sendId,
      p_id: clientId,
    };
    for (const { name, arguments: names } of functions) {
      const nulls = Object.fromEntries(names.map((argument) => [argument, null]));
      const given = Object.fromEntries(names.map((argument) => [argument, ids[argument] ?? null]));
      for (const args of [nulls, given])
        expect({ name, code: (await client().rpc(name, args)).error?.code }).toEqual({ name, code: rights });
    }
  });

  test("no table takes a row, a change or a deletion", async () => {
    const all = () => Promise.all(db.relations.map(({ name }) => db.count(name, null, "")));
    const before = await all();
    for (const { name, columns } of db.relations) {
      const column = columns.at(-1) ?? "";
      const table = client().from(name);
      const answers = await Promise.all([
        table.insert({ [column]: null }),
        table.upsert({ [column]: null }),
        table.update({ [column]: null }).not(column, "is", null),
        table.delete().not(column, "is", null),
      ]);
      for (const { error } of answers)
        expect({ name, refused: error !== null }).toEqual({ name, refused: true });
    }
    expect(await all()).toEqual(before);
  });
});

test("without an account no table or view gives a row", async () => {
  for (const { name } of db.relations)
    expect({ name, code: (await visitor.from(name).select("*")).error?.code }).toEqual({
      name,
      code: rights,
    });
});
