import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Catalogue, openCatalogue, ours } from "./catalogue-fixture.ts";

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await openCatalogue();
});
afterAll(() => catalogue.close());
const find = (sql: string) => catalogue.find(sql);

const functions = `pg_proc p where p.pronamespace in ${ours}`;

describe("functions", () => {
  test("of the exposed schema are executed by services only", async () => {
    const open = await find(
      `select format('%s %s', r.role, p.oid::regprocedure)
       from pg_proc p cross join unnest(array['anon', 'authenticated']) r (role)
       where p.pronamespace = 'public'::regnamespace and has_function_privilege(r.role, p.oid, 'execute')`,
    );
    expect(open).toEqual([]);
    const closed = await find(
      `select p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace
       and not has_function_privilege('service_role', p.oid, 'execute')`,
    );
    expect(closed).toEqual([]);
  });

  test("of app are executed by members only where a policy needs them, and by nobody without an account", async () => {
    const executable = (role: string) =>
      find(`select p.proname from pg_proc p where p.pronamespace = 'app'::regnamespace
            and has_function_privilege('${role}', p.oid, 'execute')`);
    expect(await executable("authenticated")).toEqual(["may_join", "my_client_ids"]);
    expect(await executable("anon")).toEqual([]);
  });

  test("have a fixed, empty search_path", async () => {
    expect(
      await find(
        `select p.oid::regprocedure from ${functions} and not coalesce('search_path=""' = any (p.proconfig), false)`,
      ),
    ).toEqual([]);
  });

  test("run with the rights of their owner only where that is the point", async () => {
    expect(await find(`select p.proname from ${functions} and p.prosecdef`)).toEqual([
      "broadcast",
      "find_account",
      "may_join",
      "my_client_ids",
    ]);
  });

  test("say what they promise, and have one signature each", async () => {
    expect(
      await find(
        `select p.oid::regprocedure from ${functions} and obj_description(p.oid, 'pg_proc') is null`,
      ),
    ).toEqual([]);
    // The API cannot choose between two functions of one name.
    expect(
      await find(`select p.proname from ${functions} group by p.pronamespace, p.proname having count(*) > 1`),
    ).toEqual([]);
  });
});

describe("policies", () => {
  test("let a signed-in member read, and do nothing else", async () => {
    const other = await find(
      `select format('%s.%s %s', y.schemaname, y.tablename, y.policyname) from pg_policies y
       where y.schemaname in ('public', 'app', 'realtime')
       and (y.roles <> '{authenticated}' or y.cmd <> 'SELECT' or y.permissive <> 'PERMISSIVE')`,
    );
    expect(other).toEqual([]);
  });

  test("are one per table and command, compare with the caller, and ask who that is once per statement", async () => {
    const several = await find(
      `select format('%s %s', y.tablename, y.cmd) from pg_policies y where y.schemaname in ('public', 'app', 'realtime')
       group by y.schemaname, y.tablename, y.cmd having count(*) > 1`,
    );
    expect(several).toEqual([]);
    const conditions = await find(
      `select distinct coalesce(y.qual, y.with_check) from pg_policies y where y.schemaname in ('public', 'app', 'realtime')`,
    );
    for (const condition of conditions) {
      expect(condition).toMatch(/app\.(my_client_ids|may_join)\(/);
      expect(condition).not.toMatch(/metadata|\btrue\b/i);
      const called = condition.match(/\b(auth|realtime|app)\.\w+\(|current_setting\(/g) ?? [];
      const inSelect =
        condition.match(/SELECT (\w+\.)?(auth|realtime|app)\.\w+\(|SELECT current_setting\(/g) ?? [];
      expect({ condition, perRow: called.length - inSelect.length }).toEqual({ condition, perRow: 0 });
    }
  });
});

describe("views and indexes", () => {
  test("every view asks with the rights of whoever selects, and says what it shows", async () => {
    const views = `pg_class c where c.relnamespace in ${ours} and c.relkind = 'v'`;
    expect(
      await find(
        `select c.oid::regclass from ${views} and not coalesce('security_invoker=true' = any (c.reloptions), false)`,
      ),
    ).toEqual([]);
    expect(
      await find(`select c.oid::regclass from ${views} and obj_description(c.oid, 'pg_class') is null`),
    ).toEqual([]);
  });

  test("every foreign key has an index that its checks can use", async () => {
    // A partial index serves them only if it leaves out no more than the rows that refer to nothing.
    const unindexed = await find(
      `select format('%s.%s', k.conrelid::regclass, a.attname) from pg_constraint k
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       where k.contype = 'f' and k.connamespace in ${ours}
       and not exists (
         select from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1]
         and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))`,
    );
    // Senders are disabled, not deleted; an index over every send would only slow the ledger down.
    expect(unindexed).toEqual(["campaigns.sender_id", "sends.sender_id"]);
  });

  test("no two indexes do the same", async () => {
    const twins = await find(
      `select string_agg(i.indexrelid::regclass::text, ', ' order by i.indexrelid) from pg_index i
       join pg_class c on c.oid = i.indrelid where c.relnamespace in ${ours}
       group by i.indrelid, i.indkey::text, i.indclass::text, i.indoption::text, i.indexprs::text, i.indpred::text
       having count(*) > 1`,
    );
    expect(twins).toEqual([]);
  });

  test("nothing is exposed that row level security cannot guard, and no extension lives among the tables", async () => {
    expect(
      await find(
        `select c.oid::regclass from pg_class c where c.relnamespace in ${ours} and c.relkind in ('m', 'f')`,
      ),
    ).toEqual([]);
    expect(await find(`select e.extname from pg_extension e where e.extnamespace in ${ours}`)).toEqual([]);
    // A reference to a system catalogue breaks the upgrade to the next PostgreSQL.
    expect(
      await find(
        `select format('%s.%s', c.relname, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace in ${ours} and a.attnum > 0 and not a.attisdropped
         and a.atttypid in ('regproc'::regtype, 'regclass'::regtype, 'regtype'::regtype, 'regrole'::regtype)`,
      ),
    ).toEqual([]);
  });

  test("no table of ours hangs on one of the platform's", async () => {
    expect(
      await find(
        `select format('%s -> %s', k.conrelid::regclass, k.confrelid::regclass) from pg_constraint k
         join pg_class c on c.oid = k.confrelid
         where k.contype = 'f' and k.connamespace in ${ours} and c.relnamespace not in ${ours}`,
      ),
    ).toEqual([]);
  });
});
