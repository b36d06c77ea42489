import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTwoTenants, type TwoTenants, withoutTenant } from "./two-tenants.ts";

let db: TwoTenants;
beforeAll(async () => {
  db = await openTwoTenants();
});
afterAll(() => db.close());

type Role = "anon" | "authenticated";
const rights = "42501";

/** The SQLSTATE with which a role is refused; null if it is not. */
async function refusalOf(role: Role, sql: string, values: unknown[] = []): Promise<string | null> {
  const work = (client: pg.PoolClient) => client.query(sql, values).then(() => null);
  return db.as(role, claimsOf(role), work).catch((error) => error.code);
}
const claimsOf = (role: Role, sub = db.ours.userId) => (role === "anon" ? {} : { sub });

const readAs = (sub: string, name: string, tenant: string) =>
  db.as("authenticated", { sub }, async (client) => {
    const { rows } = await client.query(`select ${tenant} as client from public.${name}`);
    return rows.map((row) => row.client as string | null);
  });

describe("the fixture", () => {
  test("holds rows in every table and view, and rows of both tenants wherever there are tenants", async () => {
    for (const { name, tenant } of db.relations) {
      const [ours, theirs] = await Promise.all([
        db.count(name, tenant, db.ours.clientId),
        db.count(name, tenant, db.theirs.clientId),
      ]);
      expect({ name, empty: ours.all === 0 }).toEqual({ name, empty: false });
      if (withoutTenant.includes(name)) continue;
      expect({ name, ours: ours.own > 0, theirs: theirs.own > 0 }).toEqual({
        name,
        ours: true,
        theirs: true,
      });
    }
    expect(db.relations.filter(({ tenant }) => tenant === null).map(({ name }) => name)).toEqual(
      withoutTenant,
    );
  });
});

describe("a member", () => {
  test("reads every row of its tenant and none of another's, in each table and view", async () => {
    let looked = 0;
    for (const { name, tenant, readable } of db.relations) {
      if (!readable || tenant === null) continue;
      looked++;
      const seen = await readAs(db.ours.userId, name, tenant);
      const { own } = await db.count(name, tenant, db.ours.clientId);
      expect({ name, tenants: [...new Set(seen)], rows: seen.length }).toEqual({
        name,
        tenants: [db.ours.clientId],
        rows: own,
      });
    }
    expect(looked).toBeGreaterThan(15);
  });

  test("of no tenant, or whose membership has ended, reads nothing", async () => {
    const former = randomUUID();
    await db.pool.query("insert into public.members values ($1, $2, 'operator')", [db.ours.clientId, former]);
    await db.pool.query("delete from public.members where user_id = $1", [former]);
    for (const { name, tenant, readable } of db.relations) {
      if (!readable || tenant === null) continue;
      for (const sub of [former, randomUUID()])
        expect({ name, seen: await readAs(sub, name, tenant) }).toEqual({ name, seen: [] });
    }
  });

  test("may not read the tables that are for services only", async () => {
    const closed = db.relations.filter(({ readable }) => !readable);
    expect(closed.length).toBeGreaterThan(8);
    for (const { name } of closed) {
      expect({ name, code: await refusalOf("authenticated", `select 1 from public.${name}`) }).toEqual({
        name,
        code: rights,
      });
    }
    for (const table of ["app.schema_migrations", "app.schema_repeatables"])
      expect(await refusalOf("authenticated", `select 1 from ${table}`)).toBe(rights);
  });

  test.each([
    ["clients", ["token", "api_url", "tools_config"]],
    ["client_providers", ["credentials", "api_url"]],
  ])(
    "may not read the credentials in %s, not even its own, by name, by star or in a condition",
    async (table, columns) => {
      for (const sql of [
        ...columns.map((column) => `select ${column} from public.${table}`),
        ...columns.map((column) => `select 1 from public.${table} where ${column} is not null`),
        ...columns.map((column) => `select 1 from public.${table} order by ${column}`),
        `select * from public.${table}`,
        `select to_jsonb(t) from public.${table} t`,
      ])
        expect({ sql, code: await refusalOf("authenticated", sql) }).toEqual({ sql, code: rights });
    },
  );
});

/** A column whose values are given: one that is generated refuses them before rights are looked at. */
async function givenColumnOf(relation: string): Promise<string> {
  const { rows } = await db.pool.query(
    `select a.attname from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
     and a.attgenerated = '' and a.attidentity = '' order by a.attnum desc limit 1`,
    [`public.${relation}`],
  );
  return rows[0].attname;
}

describe.each<Role>(["anon", "authenticated"])("as %s", (role) => {
  test("nothing is inserted, changed, deleted or emptied, in any table or view", async () => {
    for (const { name } of db.relations) {
      const column = await givenColumnOf(name);
      for (const sql of [
        `insert into public.${name} (${column}) values (null)`,
        `update public.${name} set ${column} = ${column}`,
        `delete from public.${name}`,
        `truncate public.${name}`,
      ]) {
        const code = await refusalOf(role, sql);
        // A view that cannot be written at all says so before rights are looked at.
        expect({ sql, refused: code === rights || code === "55000" || code === "42809" }).toEqual({
          sql,
          refused: true,
        });
      }
    }
  });

  test("no function of the exposed schema can be called, and of app only what the policies ask", async () => {
    const { rows } = await db.pool.query(
      `select p.oid::regprocedure::text as signature, format('%I.%I(%s)', p.pronamespace::regnamespace, p.proname,
         (select string_agg('null::' || t::regtype, ', ') from unnest(p.proargtypes) t)) as call
       from pg_proc p where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace) and p.prorettype <> 'trigger'::regtype`,
    );
    expect(rows.length).toBeGreaterThan(35);
    const open: string[] = [];
    for (const { signature, call } of rows) {
      const code = await refusalOf(role, `select ${call}`);
      if (code !== rights) open.push(signature);
    }
    expect(open.sort()).toEqual(role === "anon" ? [] : ["app.may_join(text)", "app.my_client_ids()"]);
  });
});

describe("nobody without an account", () => {
  test("reads a single row, in any table or view", async () => {
    for (const { name } of db.relations)
      expect({ name, code: await refusalOf("anon", `select 1 from public.${name}`) }).toEqual({
        name,
        code: rights,
      });
  });

  test("reads one with an empty, foreign or unreadable claim either", async () => {
    for (const claims of [
      {},
      { sub: "" },
      { role: "service_role", sub: randomUUID() },
      { client_id: db.ours.clientId },
    ]) {
      const seen = await db.as("authenticated", claims, (client) =>
        client.query("select 1 from public.sends"),
      );
      expect(seen.rowCount).toBe(0);
    }
    const odd = db.as("authenticated", { sub: "not a uuid" }, (client) =>
      client.query("select 1 from public.sends"),
    );
    await expect(odd).rejects.toMatchObject({ code: "22P02" });
  });
});

describe("realtime topics", () => {
  const mayListen = (sub: string | undefined, topic: string) =>
    db.as(sub ? "authenticated" : "anon", sub ? { sub } : {}, async (client) => {
      await client.query("select set_config('realtime.topic', $1, true)", [topic]);
      const { rows } = await client.query("select count(*)::int as n from realtime.messages");
      return rows[0].n > 0;
    });

  test("are joined by members of their tenant, and by nobody else", async () => {
    const { ours, theirs } = db;
    await db.pool.query("select realtime.send('{}', 'probe', 'probe', true)");
    const topicsOf = ({ clientId, campaignId }: typeof ours) => [
      `client:${clientId}`,
      `campaign:${campaignId}`,
    ];
    for (const topic of topicsOf(ours)) {
      expect(await mayListen(ours.userId, topic)).toBe(true);
      expect(await mayListen(theirs.userId, topic)).toBe(false);
      expect(await mayListen(randomUUID(), topic)).toBe(false);
      expect(await mayListen(undefined, topic)).toBe(false);
    }
    for (const topic of topicsOf(theirs)) expect(await mayListen(ours.userId, topic)).toBe(false);
  });

  test.each([
    "",
    "client",
    "client:",
    "client:%",
    "campaign:null",
    "sends:1",
    "global",
    "client:' or true --",
  ])("named %j are nobody's", async (topic) => {
    expect(await mayListen(db.ours.userId, topic)).toBe(false);
  });

  test("are not written to by a member", async () => {
    const sql = "insert into realtime.messages (topic, extension, private) values ($1, 'broadcast', true)";
    expect(await refusalOf("authenticated", sql, [`client:${db.ours.clientId}`])).toBe(rights);
    expect(await refusalOf("anon", sql, [`client:${db.ours.clientId}`])).toBe(rights);
  });
});
