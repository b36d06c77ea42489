import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Catalogue, openCatalogue, ours } from "./catalogue-fixture.ts";

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await openCatalogue();
});
afterAll(() => catalogue.close());
const find = (sql: string) => catalogue.find(sql);

const tables = `pg_class c where c.relnamespace in ${ours} and c.relkind in ('r', 'p')`;

/** Read and written by services only: RLS without a policy shows nobody else a row. */
const serviceOnly = [
  "app.schema_migrations",
  "app.schema_repeatables",
  "public.app_settings",
  "public.audit_events",
  "public.campaign_progress_deltas",
  "public.conversation_turn_steps",
  "public.dead_letters",
  "public.feature_flags",
  "public.import_batches",
  "public.import_refusals",
  "public.imports",
  "public.job_runs",
  "public.parked_statuses",
  "public.platform_admins",
  "public.reply_touches",
  "public.sender_usage",
  "public.webhook_endpoints",
  "public.webhook_events",
];

describe("tables", () => {
  test("have row level security, every one", async () => {
    expect(await find(`select c.oid::regclass from ${tables} and not c.relrowsecurity`)).toEqual([]);
  });

  test("without a policy are those that only services may touch", async () => {
    const bare = await find(
      `select format('%s.%s', c.relnamespace::regnamespace, c.relname) from ${tables}
       and not exists (select from pg_policy y where y.polrelid = c.oid)`,
    );
    expect(bare).toEqual(serviceOnly);
  });

  test("are readable by a member exactly when they have a policy, and by nobody without an account", async () => {
    const readable = (role: string) =>
      find(`select format('%s.%s', c.relnamespace::regnamespace, c.relname) from ${tables}
            and (has_table_privilege('${role}', c.oid, 'select') or has_any_column_privilege('${role}', c.oid, 'select'))`);
    const withPolicy = await find(
      `select distinct format('%s.%s', c.relnamespace::regnamespace, c.relname)
       from pg_policy y join pg_class c on c.oid = y.polrelid where c.relnamespace in ${ours}`,
    );
    expect(await readable("authenticated")).toEqual(withPolicy);
    expect(await readable("anon")).toEqual([]);
  });

  test("are written by no browser role, nor are their sequences used", async () => {
    const written = await find(
      `select format('%s %s', r.role, c.oid::regclass) from ${tables
        .replace("('r', 'p')", "('r', 'p', 'v', 'm', 'f', 'S')")
        .replace("pg_class c", "pg_class c cross join unnest(array['anon', 'authenticated']) r (role)")}
       and case when c.relkind = 'S' then has_sequence_privilege(r.role, c.oid, 'usage, select, update')
         else has_table_privilege(r.role, c.oid, 'insert, update, delete, truncate, references, trigger')
           or has_any_column_privilege(r.role, c.oid, 'insert, update, references') end`,
    );
    expect(written).toEqual([]);
  });

  test("can be read by services, each by an explicit grant", async () => {
    const closed = await find(
      `select c.oid::regclass from ${tables} and c.relname <> 'schema_repeatables'
       and not has_table_privilege('service_role', c.oid, 'select')`,
    );
    expect(closed).toEqual([]);
  });

  test("have a primary key and a comment that says what a row is", async () => {
    expect(
      await find(
        `select c.oid::regclass from ${tables} and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
      ),
    ).toEqual([]);
    expect(
      await find(`select c.oid::regclass from ${tables} and c.relnamespace = 'public'::regnamespace
                  and obj_description(c.oid, 'pg_class') is null`),
    ).toEqual([]);
  });

  test("keep updated_at by trigger, where they have it", async () => {
    const kept = `exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'app.set_updated_at'::regproc)`;
    expect(
      await find(
        `select c.oid::regclass from ${tables} and not ${kept}
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'updated_at' and not a.attisdropped)`,
      ),
    ).toEqual([]);
  });

  test("keep what a browser must never see out of the columns it may read", async () => {
    const readable = await find(
      `select format('%s.%s', c.relname, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace in ${ours} and a.attnum > 0 and not a.attisdropped
       and a.attname ~ '(token|secret|credential|password|api_url|tools_config|body_hash)'
       and has_column_privilege('authenticated', c.oid, a.attnum, 'select')`,
    );
    expect(readable).toEqual([]);
  });
});

describe("personal data", () => {
  /** Rows that go when the row they belong to goes, or that must outlive it. */
  const withoutDate: Record<string, string> = {
    "public.contact_aliases": "goes with its contact",
    "public.contact_list_members": "goes with its contact",
    "public.send_attempts": "goes with its send",
    "public.opt_outs": "forgetting a wish not to be written to would break it",
    "public.members": "people of the tenant, removed by its owner",
    "public.platform_admins": "our own people",
    "public.pause_events": "history of who paused; names staff only",
    "public.clients": "a company",
    "public.client_providers": "a company's number",
    "public.campaigns": "names staff only",
  };

  test("has a date until which it is kept, on every table that holds any", async () => {
    const personal = `(contact_id|recipient|to_value|phone|alias|^name$|^body$|provider_message_id|user_id|actor|created_by)`;
    const found = await find(
      `select distinct format('public.%s', c.relname) from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.attname ~ '${personal}'`,
    );
    const dated = await find(
      `select format('public.%s', c.relname) from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'retain_until' and a.attnotnull and a.atthasdef`,
    );
    const lists = ["public.contact_lists", "public.templates"]; // named by staff, hold nobody's data
    expect(found.filter((table) => !dated.includes(table) && !(table in withoutDate))).toEqual(lists);
    expect(dated).toEqual(
      [
        "active_conversations",
        "audit_events",
        "chat_messages",
        "contacts",
        "conversation_events",
        "conversation_turn_steps",
        "dead_letters",
        "import_batches",
        "import_refusals",
        "imports",
        "parked_statuses",
        "reply_touches",
        "sends",
        "webhook_events",
      ].map((name) => `public.${name}`),
    );
  });

  test("goes with its owner: deleting a contact or a send leaves nothing behind", async () => {
    const cascades = await find(
      `select format('%s', k.conrelid::regclass) from pg_constraint k where k.contype = 'f' and k.confdeltype = 'c'
       and k.confrelid in ('public.contacts'::regclass, 'public.sends'::regclass)`,
    );
    expect(cascades).toEqual([
      "active_conversations",
      "contact_aliases",
      "contact_list_members",
      "send_attempts",
    ]);
  });
});

describe("what a later migration makes", () => {
  test("is closed to browser roles until it says otherwise", async () => {
    const client = await catalogue.pool.connect();
    try {
      await client.query("begin");
      await client.query(`
        create table public.probe (id bigint generated always as identity primary key);
        create sequence public.probe_numbers;
        create function public.probe_it() returns integer language sql as 'select 1';
        create table app.probe (id integer primary key);
        create function app.probe_it() returns integer language sql as 'select 1'`);
      const { rows } = await client.query(`
        select role,
          has_table_privilege(role, 'public.probe', 'select, insert, update, delete') as "table",
          has_sequence_privilege(role, 'public.probe_numbers', 'usage, select, update') as "sequence",
          has_function_privilege(role, 'public.probe_it()', 'execute') as "function",
          has_table_privilege(role, 'app.probe', 'select, insert, update, delete') as "hiddenTable",
          has_function_privilege(role, 'app.probe_it()', 'execute') as "hiddenFunction"
        from unnest(array['anon', 'authenticated']) role`);
      const closed = {
        table: false,
        sequence: false,
        function: false,
        hiddenTable: false,
        hiddenFunction: false,
      };
      expect(rows).toEqual([
        { role: "anon", ...closed },
        { role: "authenticated", ...closed },
      ]);
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});
