import type { Senders } from "@nova/supabase-client";
import { beforeEach, describe, expect, test } from "vitest";

/** What the contract needs of the planner's side of a ledger, real or fake. */
export type SendersWorld = {
  senders: Pick<Senders, "readPlan" | "reserve">;
  /** A sender with this many sends that wait for a slot; the ids of sender and sends. */
  addSender(sends: number): Promise<{ senderId: string; sendIds: string[] }>;
};

const horizonSeconds = 120;
const nothing = { slots: [], deferrals: [], nextSlotAt: null, blocked: null };

/** What the dispatcher relies on; the fake of its tests and the SQL functions behind the real client both keep it. */
export function describeSenders(name: string, open: () => Promise<SendersWorld>): void {
  describe(`senders: ${name}`, () => {
    let world: SendersWorld;
    beforeEach(async () => {
      world = await open();
    });

    async function read(...skip: string[]) {
      const plan = await world.senders.readPlan(skip, horizonSeconds);
      if (!plan) throw new Error("no sender has its turn");
      return plan;
    }
    const slotsFor = (ids: string[]) =>
      ids.map((id, index) => ({ id, slotAt: Date.now() + index * 20, notAfter: null }));

    test("with nothing to send nobody has a turn", async () => {
      await world.addSender(0);
      expect(await world.senders.readPlan([], horizonSeconds)).toBeNull();
    });

    test("a plan holds what waits; what got a slot waits no more", async () => {
      const { senderId, sendIds } = await world.addSender(3);
      const plan = await read();
      expect(plan).toMatchObject({ senderId, profile: { minGapMs: 12.5 } });
      expect(plan.pending.map(({ id }) => id).sort()).toEqual([...sendIds].sort());

      const slots = slotsFor(sendIds.slice(0, 2));
      const { won, reserved } = await world.senders.reserve({ ...nothing, ...plan, slots });
      expect([won, [...reserved].sort()]).toEqual([true, sendIds.slice(0, 2).sort()]);
      expect((await read()).pending.map(({ id }) => id)).toEqual(sendIds.slice(2));
    });

    test("who planned from an older plan loses, and changes nothing", async () => {
      const { sendIds } = await world.addSender(2);
      const stale = await read();
      await world.senders.reserve({ ...nothing, ...stale, slots: slotsFor(sendIds.slice(0, 1)) });
      const late = await world.senders.reserve({ ...nothing, ...stale, slots: slotsFor(sendIds.slice(1)) });
      expect(late).toEqual({ won: false, reserved: [] });
      expect((await read()).pending.map(({ id }) => id)).toEqual(sendIds.slice(1));
    });

    test("what has its slot already is not reserved again", async () => {
      const { sendIds } = await world.addSender(2);
      const slots = slotsFor(sendIds.slice(0, 1));
      await world.senders.reserve({ ...nothing, ...(await read()), slots });
      expect(await world.senders.reserve({ ...nothing, ...(await read()), slots })).toEqual({
        won: true,
        reserved: [],
      });
    });

    test("what is deferred is not looked at before its time", async () => {
      const { sendIds } = await world.addSender(2);
      const [first = ""] = sendIds;
      const deferrals = [{ id: first, notBefore: Date.now() + 3_600_000, reason: "window" }];
      await world.senders.reserve({ ...nothing, ...(await read()), deferrals });
      expect((await read()).pending.map(({ id }) => id)).toEqual(sendIds.slice(1));
    });

    test("a blocked sender has no turn while the block outlasts the horizon", async () => {
      await world.addSender(1);
      const plan = await read();
      const until = Date.now() + 3_600_000;
      await world.senders.reserve({
        ...nothing,
        ...plan,
        blocked: { reason: { code: "hourly-cap" }, until },
      });
      expect(await world.senders.readPlan([], horizonSeconds)).toBeNull();
    });

    test("the one planned longest ago has its turn, and one that is skipped has none", async () => {
      const one = await world.addSender(1);
      const two = await world.addSender(1);
      const first = await read();
      await world.senders.reserve({ ...nothing, ...first });
      const second = await read();
      expect([first.senderId, second.senderId].sort()).toEqual([one.senderId, two.senderId].sort());
      expect((await read(second.senderId)).senderId).toBe(first.senderId);
      expect(await world.senders.readPlan([one.senderId, two.senderId], horizonSeconds)).toBeNull();
    });
  });
}
