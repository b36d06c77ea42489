import { expect, test } from "vitest";
import { castOf } from "./pacing-cast.ts";
import { judgeBudget, judgeClaims, judgeWaits } from "./pacing-judge.ts";
import { createMeddling } from "./pacing-meddling.ts";
import { createServices, type Weather } from "./pacing-services.ts";
import { openWorld } from "./pacing-world.ts";

const minuteMs = 60_000;
// A build that changes nothing must not fail by chance: other seeds are for whoever looks for more.
const seeds = (process.env.NOVA_PACING_SEEDS ?? "1,2,3").split(",").map(Number);

test.each(seeds)(
  "whatever happens, claims keep every limit, budgets are exact, and all that waits says why and goes in the end (seed %i)",
  async (seed) => {
    const world = await openWorld(seed);
    const { query, at, between, chance, playUntil, now } = world;
    try {
      await world.setNow(Date.now() + 86_400_000 + between(0, 7 * 1_440) * minuteMs);
      const weather: Weather = { isCalm: false };
      const cast = await castOf(world);
      const services = createServices(world, weather);
      const { meddleUntil, ...stops } = createMeddling(world, cast, services);

      for (let stretch = 0; stretch < 6; stretch++) {
        const end = now() + between(5, 15) * minuteMs;
        meddleUntil(end);
        for (let minute = now(); minute < end; minute += minuteMs) {
          at(minute, services.tick);
          if (chance(0.5)) at(minute + between(0, 1_000), services.tick); // a second dispatcher
        }
        await playUntil(end);
        expect(await judgeBudget(world)).toEqual([]);
        expect(await judgeWaits(world)).toEqual([]);
        await world.setNow(now() + between(0, 100) * minuteMs); // nothing runs for a while, and then all of it
      }

      weather.isCalm = true;
      await playUntil(now() + 15 * minuteMs);
      await query("delete from public.active_pauses");
      await query("update public.client_providers set status = 'active' where status <> 'active'");
      const open = () =>
        query(
          `select s.lane, s.status, e ->> 'reason' as reason, (extract(epoch from (e ->> 'until')::timestamptz) * 1000)::float8 as until
         from public.sends s cross join lateral public.explain_send(s.client_id, s.id) e
         where s.status in ('pending', 'queued', 'sending') order by 4`,
        );
      let idle = 0;
      for (let waiting = await open(); waiting.length > 0; ) {
        at(now(), services.tick);
        await playUntil(now() + minuteMs);
        expect(await judgeWaits(world)).toEqual([]);
        const left = await open();
        idle = left.length < waiting.length ? 0 : idle + 1;
        if (idle > 40) expect(left).toEqual([]);
        waiting = left;
        const next = Math.min(...waiting.map(({ until }) => until).filter((until) => until > now()));
        // Straight to the time that the first of them was told.
        if (Number.isFinite(next)) await playUntil(Math.min(next, world.nextAt()));
      }
      expect(await judgeBudget(world)).toEqual([]);
      expect(new Set(services.standing).size).toBe(services.standing.length); // of plans read together one stands
      expect(await judgeClaims(world, cast, stops)).toEqual([]);
      const [{ claims }] = await query("select count(*)::int as claims from public.send_attempts");
      expect(claims).toBeGreaterThan(20);
      if (process.env.NOVA_PACING_SEEDS) console.log(claims, services.heard, world.refusals.length);
    } finally {
      await world.close();
    }
  },
  120_000,
);
