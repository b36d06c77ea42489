import type { Ledger } from "./ledger-fixture.ts";

export type Violation = { subject: string; lane: string; sendId: string };

/**
 * Notes inside the very transactions what was granted and what was stopped. A grant breaks a stop if the stop's own
 * transaction, once it holds the gate, does not see it, and the resume does: it committed in between.
 */
const witness = `
  create schema proof;
  create table proof.grants (
    id bigint generated always as identity primary key, xid xid8 not null, send_id uuid not null, lane text not null, subjects text[] not null);
  create table proof.stops (
    id bigint generated always as identity primary key, subject text not null, stops boolean not null, seen pg_snapshot not null);
  create table proof.delays (claim_ms float8 not null, stop_ms float8 not null);
  insert into proof.delays values (0, 0);
  grant usage on schema proof to service_role;
  grant all on all tables in schema proof to service_role;

  create function proof.note_grant() returns trigger language plpgsql as $$
  begin
    insert into proof.grants (xid, send_id, lane, subjects)
    select pg_current_xact_id(), s.id, s.lane,
      array['off:' || s.sender_id, 'suspended:' || s.client_id, 'ended:' || s.campaign_id]
      || case when s.lane <> 'human' then array['global', 'client:' || s.client_id, 'sender:' || s.sender_id, 'campaign:' || s.campaign_id] end
      || case when s.lane <> 'human' then array(
        select 'opt-out:' || a.client_id || ':' || a.kind || ':' || a.value from public.contact_aliases a where a.contact_id = s.contact_id) end
    from public.sends s where s.id = new.send_id;
    perform pg_sleep(random() * d.claim_ms / 1000) from proof.delays d;
    return null;
  end $$;
  create trigger note_grant after insert on public.send_attempts for each row when (new.outcome is null) execute function proof.note_grant();

  create function proof.note_stop() returns trigger language plpgsql as $$
  declare
    v_new jsonb := to_jsonb(new);
    v_old jsonb := to_jsonb(old);
    v_row jsonb := coalesce(v_new, v_old);
    v_stops boolean;
  begin
    v_stops := case tg_table_name
      when 'active_pauses' then tg_op = 'INSERT'
      when 'opt_outs' then v_row ->> 'revoked_at' is null
      when 'campaigns' then v_row ->> 'status' in ('cancelled', 'halted')
      else v_row ->> 'status' <> 'active' end;
    insert into proof.stops (subject, stops, seen)
    values (case tg_table_name
      when 'active_pauses' then v_row ->> 'scope_key'
      when 'opt_outs' then concat_ws(':', 'opt-out', v_row ->> 'client_id', v_row ->> 'alias_kind', v_row ->> 'alias_value')
      when 'campaigns' then 'ended:' || (v_row ->> 'id')
      when 'clients' then 'suspended:' || (v_row ->> 'id')
      else 'off:' || (v_row ->> 'id') end, v_stops, pg_current_snapshot());
    perform pg_sleep(random() * d.stop_ms / 1000) from proof.delays d;
    return null;
  end $$;
  create trigger zz_note_stop after insert or delete on public.active_pauses for each row execute function proof.note_stop();
  create trigger zz_note_stop after insert or update of revoked_at on public.opt_outs for each row execute function proof.note_stop();
  create trigger zz_note_stop after update of status on public.campaigns for each row execute function proof.note_stop();
  create trigger zz_note_stop after update of status on public.clients for each row execute function proof.note_stop();
  create trigger zz_note_stop after update of status on public.client_providers for each row execute function proof.note_stop();`;

/** Watches the order of commits in a ledger's database, and can make claims and stops linger before they commit. */
export async function openWitness({ pool }: Ledger) {
  await pool.query(witness);

  async function violations(): Promise<Violation[]> {
    const { rows } = await pool.query(`
      with spans as materialized (
        select s.subject, s.seen as since, (
          select n.seen from proof.stops n where n.subject = s.subject and not n.stops and n.id > s.id order by n.id limit 1) as until
        from proof.stops s where s.stops)
      select distinct p.subject, g.lane, g.send_id as "sendId" from spans p join proof.grants g on p.subject = any (g.subjects)
      where not pg_visible_in_snapshot(g.xid, p.since) and (p.until is null or pg_visible_in_snapshot(g.xid, p.until))`);
    return rows;
  }

  return {
    /** Every claim sleeps up to this long after it was granted, every stop after it took effect, before they commit. */
    delay: (claimMs: number, stopMs: number) =>
      pool.query("update proof.delays set claim_ms = $1, stop_ms = $2", [claimMs, stopMs]),

    /** Sends that were granted while what stops them was in force. */
    violations,

    /** The same, once: stops that have been judged are forgotten. */
    takeViolations: async (): Promise<Violation[]> => {
      const found = await violations();
      await pool.query("truncate proof.stops");
      return found;
    },

    /** How many stops were noted, and how many claims were granted. */
    seen: async (): Promise<{ stops: number; grants: number }> => {
      const count = "select count(*)::int from proof";
      const { rows } = await pool.query(
        `select (${count}.stops s where s.stops) as stops, (${count}.grants) as grants`,
      );
      return rows[0];
    },
  };
}

export type Witness = Awaited<ReturnType<typeof openWitness>>;
