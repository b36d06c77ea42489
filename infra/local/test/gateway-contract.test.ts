import { readFile } from "node:fs/promises";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { type ContractTarget, openContractTarget } from "./gateway-contract-target.ts";

/*
 * What supabase-js may rely on, checked with supabase-js itself. Runs on the gateway; with NOVA_CONTRACT_SUPABASE_URL,
 * _ANON_KEY, _SERVICE_KEY and NOVA_CONTRACT_DATABASE_URL it runs on a hosted project instead.
 */
let target: ContractTarget;
let database: pg.Client;
let service: SupabaseClient;
let anon: SupabaseClient;
let ana: { client: SupabaseClient; id: string };
let rui: { client: SupabaseClient; id: string };
const password = "correct horse 9";
const options = { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } };

async function member(name: string): Promise<{ client: SupabaseClient; id: string }> {
  const email = `${name}-${Date.now()}@nova-contract.example`;
  const created = await service.auth.admin.createUser({ email, password, email_confirm: true });
  const client = createClient(target.url, target.anonKey, options);
  const signedIn = await client.auth.signInWithPassword({ email, password });
  if (created.error ?? signedIn.error) throw created.error ?? signedIn.error;
  return { client, id: created.data.user?.id ?? "" };
}

beforeAll(async () => {
  target = await openContractTarget();
  database = new pg.Client(target.databaseUrl);
  await database.connect();
  await database.query(await readFile(new URL("./gateway-contract.sql", import.meta.url), "utf8"));
  await database.query("notify pgrst, 'reload schema'");
  service = createClient(target.url, target.serviceKey, options);
  anon = createClient(target.url, target.anonKey, options);
  [ana, rui] = [await member("ana"), await member("rui")];
  await database.query(
    `insert into public.nova_contract_notes (owner_id, label, rank, price, big, tags, data)
     select case when i % 2 = 0 then $1::uuid else $2 end, 'note ' || i, i, 12.3456, 9007199254740993, array['a', 'b,c'],
       jsonb_build_object('i', i, 'deep', jsonb_build_array(1, null))
     from generate_series(1, 10) i`,
    [ana.id, rui.id],
  );
});
afterAll(async () => {
  await database?.query(
    `do $$ declare v record; begin
       for v in select oid::regprocedure as f from pg_proc where proname like 'nova\\_contract\\_%' loop
         execute 'drop function ' || v.f; end loop; end $$;
     drop table if exists public.nova_contract_notes, public.nova_contract_hidden; drop schema if exists nova_contract;
     delete from auth.users where email like '%@nova-contract.example'`,
  );
  await database?.end();
  await target?.close();
});

describe("a function", () => {
  test.each([
    ["an object", { a: [1, { b: null }], ç: 'quo"te' }],
    ["an array", [1, "two", null, { three: [3] }]],
    ["a string", "plain"],
    ["a string that looks like JSON", '{"a":1}'],
    ["a number", 12.5],
    ["false", false],
  ])("gets a jsonb argument as it was sent: %s", async (_case, value) => {
    expect((await service.rpc("nova_contract_echo", { p_value: value })).data).toEqual(value);
  });

  test("gets every type right, and defaults for what is left out", async () => {
    const given = {
      p_text: "it's",
      p_number: "123456789012345678.25",
      p_ids: [1, 9007199254740991],
      p_labels: ["a,b", 'q"', null],
    };
    const { data } = await service.rpc("nova_contract_types", {
      ...given,
      p_at: "2026-03-01T12:00:00Z",
      p_flag: true,
    });
    expect(data).toEqual({
      text: "it's", number: "123456789012345678.25", ids: "{1,9007199254740991}", labels: ["a,b", 'q"', null],
      at: 1772366400, flag: true,
    }); // biome-ignore format: a table
    expect((await service.rpc("nova_contract_types", { p_text: "x" })).data).toMatchObject({
      number: "1.5",
      ids: "{}",
      labels: null,
    });
  });

  test.each([
    ["void", "nova_contract_void", { p_id: 1 }, null],
    ["null", "nova_contract_null", {}, null],
    ["text", "nova_contract_text", {}, 'olá "mundo"'],
    ["a set of numbers", "nova_contract_ids", { p_count: 3 }, [1, 2, 3]],
    ["an empty set", "nova_contract_ids", { p_count: 0 }, []],
    [
      "a table",
      "nova_contract_table",
      { p_count: 2 },
      [
        { n: 1, square: 1 },
        { n: 2, square: 4 },
      ],
    ],
    ["a table of one column", "nova_contract_column", { p_count: 2 }, [{ n: 1 }, { n: 2 }]],
    ["out parameters", "nova_contract_out", {}, { a: 1, b: "x" }],
  ])("answers %s", async (_case, name, args, expected) => {
    const { data, error } = await service.rpc(name, args);
    expect({ data, error }).toEqual({ data: expected, error: null });
  });

  test("answers one row as an object, also when there is none", async () => {
    expect((await service.rpc("nova_contract_row", { p_label: "note 3" })).data).toMatchObject({
      rank: 3,
      tags: ["a", "b,c"],
    });
    expect((await service.rpc("nova_contract_row", { p_label: "none" })).data).toMatchObject({ rank: null });
  });

  test("answers at most 1,000 rows", async () => {
    expect((await service.rpc("nova_contract_ids", { p_count: 1500 })).data).toHaveLength(1000);
  });

  test("may be narrowed like a table", async () => {
    const query = service
      .rpc("nova_contract_rows")
      .select("rank")
      .gt("rank", 3)
      .order("rank", { ascending: false })
      .limit(2);
    expect((await query).data).toEqual([{ rank: 10 }, { rank: 9 }]);
    expect((await service.rpc("nova_contract_table", { p_count: 1 }).single()).data).toEqual({
      n: 1,
      square: 1,
    });
    expect((await service.rpc("nova_contract_table", { p_count: 2 }).single()).error?.code).toBe("PGRST116");
  });

  test("may be read with GET, and then cannot write", async () => {
    expect((await service.rpc("nova_contract_table", { p_count: 1 }, { get: true })).data).toEqual([
      { n: 1, square: 1 },
    ]);
    expect((await service.rpc("nova_contract_add", { p_label: "by get" }, { get: true })).error?.code).toBe(
      "25006",
    );
  });

  test("that was made a moment ago can be called, and one that was replaced too", async () => {
    const define = (body: string) =>
      database.query(
        `create function public.nova_contract_late(${body} $$; notify pgrst, 'reload schema';
         grant execute on function public.nova_contract_late to service_role`,
      );
    await define("p_a int) returns int language sql as $$ select p_a");
    await expect.poll(async () => (await service.rpc("nova_contract_late", { p_a: 7 })).data).toBe(7);
    await database.query("drop function public.nova_contract_late");
    await define("p_b text) returns text language sql as $$ select p_b");
    await expect.poll(async () => (await service.rpc("nova_contract_late", { p_b: "x" })).data).toBe("x");
  });
});

describe("an error", () => {
  test.each([
    ["NV404", 400], ["NV409", 400], ["P0001", 400], ["PT402", 402], ["23505", 409], ["23503", 409], ["22023", 400],
    ["40001", 500], ["57014", 500], ["53300", 503],
  ])("raised as %s keeps code, message, details and hint, with status %i", async (state, status) => {
    const answer = await service.rpc("nova_contract_raise", { p_state: state });
    expect(answer.status).toBe(status);
    expect(answer.error).toMatchObject({ code: state, message: "it is gone", details: "the detail", hint: "the hint" });
  }); // biome-ignore format: a table

  test.each([
    ["a unique key taken", "nova_contract_add", { p_label: "note 1" }, "23505", 409],
    ["a check not met", "nova_contract_add", { p_label: "bad rank", p_rank: -1 }, "23514", 400],
    ["a value of the wrong type", "nova_contract_void", { p_id: "x" }, "22P02", 400],
    ["an unknown function", "nova_contract_nothing", {}, "PGRST202", 404],
    ["an argument that does not exist", "nova_contract_void", { p_other: 1 }, "PGRST202", 404],
    ["an argument left out", "nova_contract_void", {}, "PGRST202", 404],
  ])("%s is %s", async (_case, name, args, code, status) => {
    const answer = await service.rpc(name, args);
    expect({ code: answer.error?.code, status: answer.status }).toEqual({ code, status });
  });

  test("leaves nothing of its transaction behind", async () => {
    await service.rpc("nova_contract_add", { p_label: "bad rank", p_rank: -1 });
    const { count } = await service
      .from("nova_contract_notes")
      .select("*", { count: "exact", head: true })
      .eq("label", "bad rank");
    expect(count).toBe(0);
  });

  test("comes for a body that is not JSON, or not an object", async () => {
    const headers = { apikey: target.serviceKey, "content-type": "application/json" };
    for (const body of ["{", "[1]", '"x"']) {
      const response = await fetch(`${target.url}/rest/v1/rpc/nova_contract_void`, {
        method: "POST",
        headers,
        body,
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
  });
});

describe("a select", () => {
  const notes = () => service.from("nova_contract_notes");
  const ranks = z.array(z.object({ rank: z.number() }));
  test.each<[string, (query: ReturnType<ReturnType<typeof notes>["select"]>) => typeof query, number[]]>([
    ["eq", (q) => q.eq("rank", 3), [3]],
    ["neq", (q) => q.neq("rank", 3).lt("rank", 5), [1, 2, 4]],
    ["gt and lte", (q) => q.gt("rank", 8).lte("rank", 10), [9, 10]],
    ["gte and lt", (q) => q.gte("rank", 8).lt("rank", 10), [8, 9]],
    ["like", (q) => q.like("label", "note 1%"), [1, 10]],
    ["ilike", (q) => q.ilike("label", "NOTE 9"), [9]],
    ["in", (q) => q.in("label", ["note 2", "note 5", 'a,"b)']), [2, 5]],
    ["is", (q) => q.is("price", null), []],
    ["not is", (q) => q.not("price", "is", null).eq("rank", 1), [1]],
    ["or", (q) => q.or('rank.eq.1,and(rank.gt.8,label.like.*10),label.in.("note 2",x)'), [1, 2, 10]],
    ["a json path", (q) => q.eq("data->>i", "4"), [4]],
    ["contains", (q) => q.contains("tags", ["a"]).eq("rank", 6), [6]],
  ])("filters with %s", async (_case, narrow, expected) => {
    const { data, error } = await narrow(notes().select("rank")).order("rank");
    expect(error).toBeNull();
    expect(ranks.parse(data).map(({ rank }) => rank)).toEqual(expected);
  });

  test("orders, pages and counts", async () => {
    const query = notes()
      .select("rank", { count: "exact" })
      .lte("rank", 10)
      .order("rank", { ascending: false, nullsFirst: false })
      .range(2, 4);
    const { data, count, status } = await query;
    expect({ ranks: data?.map(({ rank }) => rank), count, status }).toEqual({
      ranks: [8, 7, 6],
      count: 10,
      status: 206,
    });
  });

  test("names columns, and casts and renames them", async () => {
    const { data } = await notes()
      .select("id:rank, texto:rank::text, data->i, first:data->deep->0")
      .eq("rank", 2)
      .single();
    expect(data).toEqual({ id: 2, texto: "2", i: 2, first: 1 });
  });

  test("shows numbers and times as Postgres's JSON does", async () => {
    const response = await fetch(`${target.url}/rest/v1/nova_contract_notes?select=price,big,at&rank=eq.1`, {
      headers: { apikey: target.serviceKey },
    });
    expect(await response.text()).toBe(
      '[{"price":12.345600,"big":9007199254740993,"at":"2026-03-01T12:00:00.5+00:00"}]',
    );
  });

  test("of one row fails for none or many", async () => {
    expect((await notes().select().eq("rank", 77).single()).error?.code).toBe("PGRST116");
    expect((await notes().select().lt("rank", 3).single()).status).toBe(406);
    expect((await notes().select().eq("rank", 77).maybeSingle()).data).toBeNull();
  });

  test.each([
    ["an unknown table", () => service.from("nova_contract_none").select(), "PGRST205", 404],
    ["an unknown column", () => notes().select("nothing"), "42703", 400],
    [
      "a table without a grant, even for the server",
      () => service.from("nova_contract_hidden").select(),
      "42501",
      403,
    ],
    ["another schema", () => service.schema("auth").from("users").select(), "PGRST106", 406],
  ])("of %s is refused", async (_case, select, code, status) => {
    const answer = await select();
    expect({ code: answer.error?.code, status: answer.status }).toEqual({ code, status });
  });
});

describe("a browser key", () => {
  test("sees only the rows of its user", async () => {
    const ranks = async (client: SupabaseClient) =>
      (await client.from("nova_contract_notes").select("rank").lte("rank", 10).order("rank")).data?.map(
        ({ rank }) => rank,
      );
    expect(await ranks(ana.client)).toEqual([2, 4, 6, 8, 10]);
    expect(await ranks(rui.client)).toEqual([1, 3, 5, 7, 9]);
  });

  test("is the role and the user that its token says", async () => {
    expect((await ana.client.rpc("nova_contract_whoami")).data).toEqual({
      role: "authenticated",
      uid: ana.id,
      claimed: "authenticated",
    });
    expect((await anon.rpc("nova_contract_whoami")).data).toMatchObject({ role: "anon", uid: null });
    expect((await service.rpc("nova_contract_whoami")).data).toMatchObject({
      role: "service_role",
      uid: null,
    });
  });

  test("stays without the rights that were revoked, however many requests came before", async () => {
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        service.rpc("nova_contract_secret"),
        anon.rpc("nova_contract_whoami"),
        ana.client.from("nova_contract_notes").select("id"),
      ]);
    }
    const refused = await Promise.all([
      anon.rpc("nova_contract_secret"),
      ana.client.rpc("nova_contract_secret"),
      anon.from("nova_contract_notes").select(),
    ]);
    expect(refused.map(({ error, status }) => [error?.code, status])).toEqual([
      ["42501", 401],
      ["42501", 403],
      ["42501", 401],
    ]);
    expect((await service.rpc("nova_contract_secret")).data).toBe("secret");
  });

  test("never meets another caller's role on a shared connection", async () => {
    const callers = Array.from(
      { length: 120 },
      (_, index) => [service, anon, ana.client, rui.client][index % 4] ?? service,
    );
    const seen = await Promise.all(
      callers.map(async (client, index) => {
        if (index % 5 === 0) await client.rpc("nova_contract_raise", { p_state: "P0001" });
        return (await client.rpc("nova_contract_whoami")).data;
      }),
    );
    const expected = [
      ["service_role", null],
      ["anon", null],
      ["authenticated", ana.id],
      ["authenticated", rui.id],
    ];
    expect(seen.map(({ role, uid }) => [role, uid])).toEqual(callers.map((_, index) => expected[index % 4]));
  });
});

describe("a key", () => {
  const whoami = (headers: Record<string, string>) =>
    fetch(`${target.url}/rest/v1/rpc/nova_contract_whoami`, { method: "POST", headers, body: "{}" });
  const forged = `${btoa('{"alg":"none","typ":"JWT"}')}.${btoa('{"role":"service_role"}')}.x`.replaceAll(
    "=",
    "",
  );

  test.each<[string, () => Record<string, string>]>([
    ["none", () => ({})],
    ["a wrong one", () => ({ apikey: "sb_secret_wrong" })],
    ["an unsigned token as the key", () => ({ apikey: forged })],
    ["an unsigned token as the user", () => ({ apikey: target.anonKey, authorization: `Bearer ${forged}` })],
    [
      "the secret key in a browser",
      () => ({ apikey: target.serviceKey, "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" }),
    ],
  ])("is refused with 401: %s", async (_case, headers) => {
    expect((await whoami(headers())).status).toBe(401);
  });
});

describe("sign-in", () => {
  test("with a wrong password, or for nobody, is refused alike", async () => {
    const { data } = await service.auth.admin.createUser({
      email: `bia-${Date.now()}@nova-contract.example`,
      password,
      email_confirm: true,
    });
    const wrong = await anon.auth.signInWithPassword({ email: data.user?.email ?? "", password: "wrong" });
    const nobody = await anon.auth.signInWithPassword({
      email: "nobody@nova-contract.example",
      password: "wrong",
    });
    expect([wrong.error?.code, nobody.error?.code]).toEqual(["invalid_credentials", "invalid_credentials"]);
  });

  test("can be refreshed, knows its user, and ends", async () => {
    const { client, id } = await member("caio");
    expect((await client.auth.getUser()).data.user?.id).toBe(id);
    const before = (await client.auth.getSession()).data.session;
    const { data, error } = await client.auth.refreshSession();
    expect(error).toBeNull();
    expect(data.session?.refresh_token).not.toBe(before?.refresh_token);
    expect((await client.rpc("nova_contract_whoami")).data.uid).toBe(id);
    expect((await client.auth.signOut()).error).toBeNull();
    const again = await createClient(target.url, target.anonKey, options).auth.refreshSession({
      refresh_token: data.session?.refresh_token ?? "",
    });
    expect(again.error?.status).toBe(400);
  });

  test("accounts are made by the server only", async () => {
    expect(
      (await ana.client.auth.admin.createUser({ email: "eva@nova-contract.example", password })).error
        ?.status,
    ).toBeGreaterThanOrEqual(401);
    const twice = await service.auth.admin.createUser({
      email: (await ana.client.auth.getUser()).data.user?.email ?? "",
      password,
    });
    expect(twice.error?.code).toBe("email_exists");
  });
});
