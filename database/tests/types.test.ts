import { readFile } from "node:fs/promises";
import { createTestDatabase } from "@nova/testing";
import { createClient } from "@supabase/supabase-js";
import { expect, test } from "vitest";
import { generateTypes } from "../src/index.ts";
import type { Database, Json } from "../types/database.ts";

type Tables = Database["public"]["Tables"];
type Functions = Database["public"]["Functions"];

test("the committed types are those of the newest migration: else run npm run migrate -- --types", async () => {
  const database = await createTestDatabase();
  try {
    const committed = await readFile(new URL("../types/database.ts", import.meta.url), "utf8");
    expect(await generateTypes({ databaseUrl: database.url })).toBe(committed.replaceAll("\r\n", "\n"));
  } finally {
    await database.close();
  }
});

test("the types say what may be null, left out or only read", () => {
  const member: Tables["members"]["Insert"] = { client_id: "a", user_id: "b", role: "owner" };
  const change: Tables["members"]["Update"] = { role: "operator" };
  // @ts-expect-error a member has a role
  const withoutRole: Tables["members"]["Insert"] = { client_id: "a", user_id: "b" };
  // @ts-expect-error the database alone numbers a pause
  const numbered: Tables["pause_events"]["Insert"]["id"] = 1;
  const campaignId: Tables["sends"]["Row"]["campaign_id"] = null;
  const variables: Tables["sends"]["Row"]["variables"] = { name: "Ana" } satisfies Json;
  const args: Functions["sweep_sends"]["Args"] = {};
  // @ts-expect-error a claim names the send and the attempt
  const half: Functions["claim_send"]["Args"] = { p_send_id: "a" };
  expect([member, change, withoutRole, numbered, campaignId, variables, args, half]).toHaveLength(8);
});

test("supabase-js reads them: tables, views, relationships and functions", async () => {
  const answer = (body: unknown) =>
    new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
  const client = createClient<Database>("http://database.example", "key", {
    global: {
      fetch: async (url) => answer(String(url).includes("/rpc/") ? "id" : [{ total: 3, name: "Maria" }]),
    },
  });
  const { data: metrics } = await client.from("campaign_metrics").select("total, name");
  const total: number | null | undefined = metrics?.[0]?.total;
  const { data: lists } = await client.from("contact_lists").select("name, clients (slug)");
  const slug: string | undefined = lists?.[0]?.clients?.slug;
  const { data: id } = await client.rpc("save_client", { p_id: "a", p_slug: "b", p_name: "c" });
  const made: string | null = id;
  // @ts-expect-error there is no such table
  client.from("nope");
  // @ts-expect-error there is no such function
  client.rpc("nope");
  expect({ total, slug, made }).toEqual({ total: 3, slug: undefined, made: "id" });
});
