import { readFile } from "node:fs/promises";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { type ContractTarget, openContractTarget } from "./target.ts";

export type Member = { client: SupabaseClient; id: string };
export type Contract = {
  target: ContractTarget;
  /** The database behind the API, as its owner. */
  database: pg.Client;
  service: SupabaseClient;
  anon: SupabaseClient;
  ana: Member;
  rui: Member;
  /** Makes an account and signs it in. */
  member(name: string): Promise<Member>;
};

export const password = "correct horse 9";
export const clientOptions = {
  auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
};

const insertNotes = `
  insert into public.nova_contract_notes (owner_id, label, rank, price, big, tags, data)
  select case when i % 2 = 0 then $1::uuid else $2 end, 'note ' || i, i, 12.3456, 9007199254740993, array['a', 'b,c'],
    jsonb_build_object('i', i, 'deep', jsonb_build_array(1, null))
  from generate_series(1, 10) i`;
const removeFixture = `
  do $$
  declare
    v_function regprocedure;
  begin
    for v_function in select oid from pg_proc where proname like 'nova\\_contract\\_%' loop
      execute format('drop function %s', v_function);
    end loop;
  end $$;
  drop table if exists public.nova_contract_notes, public.nova_contract_hidden;
  drop schema if exists nova_contract;
  delete from auth.users where email like '%@nova-contract.example'`;

/** The contract's tables, functions and two members, each with every second of ten notes. There until the file's tests end. */
export function setUpContract(): Contract {
  const opened: { contract?: Contract } = {};
  beforeAll(async () => {
    opened.contract = await open();
  });
  afterAll(async () => {
    if (!opened.contract) return;
    await opened.contract.database.query(removeFixture);
    await opened.contract.database.end();
    await opened.contract.target.close();
  });
  const ready = () => {
    if (!opened.contract)
      throw new Error("the contract is set up before the tests, not while they are listed");
    return opened.contract;
  };
  return {
    get target() {
      return ready().target;
    },
    get database() {
      return ready().database;
    },
    get service() {
      return ready().service;
    },
    get anon() {
      return ready().anon;
    },
    get ana() {
      return ready().ana;
    },
    get rui() {
      return ready().rui;
    },
    member: (name) => ready().member(name),
  };
}

async function open(): Promise<Contract> {
  const target = await openContractTarget();
  const database = new pg.Client(target.databaseUrl);
  await database.connect();
  await database.query(await readFile(new URL("./fixture.sql", import.meta.url), "utf8"));
  await database.query("notify pgrst, 'reload schema'");
  const service = createClient(target.url, target.serviceKey, clientOptions);
  const anon = createClient(target.url, target.anonKey, clientOptions);

  const member = async (name: string): Promise<Member> => {
    const email = `${name}-${Date.now()}@nova-contract.example`;
    const created = await service.auth.admin.createUser({ email, password, email_confirm: true });
    const client = createClient(target.url, target.anonKey, clientOptions);
    const signedIn = await client.auth.signInWithPassword({ email, password });
    if (created.error ?? signedIn.error) throw created.error ?? signedIn.error;
    return { client, id: created.data.user?.id ?? "" };
  };
  const [ana, rui] = [await member("ana"), await member("rui")];
  await database.query(insertNotes, [ana.id, rui.id]);
  return { target, database, service, anon, ana, rui, member };
}
