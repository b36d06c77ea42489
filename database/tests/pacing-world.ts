import { seededRandom } from "@nova/pacing";
import pg from "pg";
import { openLedger } from "./ledger-fixture.ts";
import { openServicePool } from "./service-pool.ts";

type Happening = { at: number; act: () => Promise<void>; meets: boolean };
export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * The real SQL on a clock of its own, and what will happen when: everything that services do is an event, so that a seed
 * decides in which order their steps fall. Events that meet run at once, on connections of their own.
 */
export async function openWorld(seed: number) {
  const ledger = await openLedger();
  const random = seededRandom(seed);
  // A table instead of freezeClock: a new function for each moment would make every plan be worked out again.
  await ledger.pool.query(`
    create table public.test_clock (at timestamptz not null);
    insert into public.test_clock values (now());
    create or replace function app.now() returns timestamptz
    language sql stable security definer set search_path = '' as 'select at from public.test_clock'`);
  const services = openServicePool(ledger.url, 6);
  const happenings: Happening[] = [];
  const refusals: string[] = [];
  let now = 0;

  const between = (from: number, until: number): number => from + Math.floor(random() * (until - from + 1));
  const chance = (share: number): boolean => random() < share;
  function pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  async function setNow(at: number): Promise<void> {
    now = at;
    await ledger.pool.query("update public.test_clock set at = to_timestamp($1::numeric / 1000)", [at]);
  }

  /** One call, one transaction; null when it was refused on purpose. */
  // biome-ignore lint/suspicious/noExplicitAny: what the model hands from one function to the next
  async function call(name: string, ...values: unknown[]): Promise<any> {
    try {
      return await services.call(name, ...values);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || !/^NV4/.test(error.code ?? "")) throw error;
      refusals.push(`${name}: ${error.message}`);
      return null;
    }
  }

  const query = async (sql: string, values: unknown[] = []) => (await ledger.pool.query(sql, values)).rows;

  /** Something happens at a time, or at once when that is over. `meets`: perhaps beside others of the same moment. */
  function at(time: number, act: () => Promise<void>, meets = false): void {
    happenings.push({ at: time, act, meets });
  }

  /** Plays what happens until then, in order of time. */
  async function playUntil(end: number): Promise<void> {
    for (;;) {
      happenings.sort((a, b) => a.at - b.at);
      const next = happenings[0];
      if (!next || next.at > end) break;
      const apart = happenings.findIndex((one) => !one.meets || one.at > next.at + 40);
      const meeting = apart < 0 ? happenings.length : apart;
      const together = happenings.splice(0, next.meets ? Math.min(meeting, 6) : 1);
      await setNow(Math.max(now + 1, together.at(-1)?.at ?? now));
      await Promise.all(together.map(({ act }) => act()));
    }
    if (end > now) await setNow(end);
  }

  return {
    ledger,
    call,
    query,
    at,
    playUntil,
    setNow,
    random,
    between,
    chance,
    pick,
    refusals,
    now: () => now,
    nextAt: () => Math.min(...happenings.map((one) => one.at)),
    close: async () => {
      await services.close();
      await ledger.close();
    },
  };
}
