import { randomUUID } from "node:crypto";
import type { Sends } from "@nova/supabase-client";
import { beforeEach, describe, expect, test } from "vitest";

/** What the contract needs of a ledger, real or fake. */
export type SendsWorld = {
  sends: Pick<Sends, "claim" | "abandon" | "settle">;
  /** Sends of one running campaign, each due this many seconds from now. */
  addCampaign(dueInSeconds: number[]): Promise<string[]>;
  /** A reply that may go at once; `after` makes it wait for another send. */
  addReply(after?: string): Promise<string>;
  /** From now on nothing may be claimed. */
  pause(): Promise<void>;
};

const sent = { kind: "sent", providerMessageId: "wamid.1" } as const;
const failed = { kind: "failed", code: "meta.131026", reason: "meta.131026" } as const;
const unconfirmed = { kind: "unconfirmed", code: "whatsapp.timeout", reason: "whatsapp.timeout" } as const;

/** What the worker relies on; the fake of its tests and the SQL functions behind the real client both keep it. */
export function describeSends(name: string, open: () => Promise<SendsWorld>): void {
  describe(`sends: ${name}`, () => {
    let world: SendsWorld;
    beforeEach(async () => {
      world = await open();
    });

    async function claimed(sendId: string): Promise<string> {
      const attemptId = randomUUID();
      expect((await world.sends.claim(sendId, attemptId)).kind).toBe("granted");
      return attemptId;
    }

    test("a send that is due is granted, with whom and what", async () => {
      const [id = ""] = await world.addCampaign([0]);
      const claim = await world.sends.claim(id, randomUUID());
      expect(claim).toMatchObject({
        kind: "granted",
        send: { id, lane: "campaign", toKind: "phone", content: { kind: "text" } },
        sender: { provider: "meta", credentials: "sealed" },
      });
    });

    test("the same attempt that asks again is granted again, another one is told that it is taken", async () => {
      const [id = ""] = await world.addCampaign([0]);
      const attemptId = await claimed(id);
      expect((await world.sends.claim(id, attemptId)).kind).toBe("granted");
      expect(await world.sends.claim(id, randomUUID())).toEqual({ kind: "taken", status: "sending" });
    });

    test("a send that nobody knows is gone", async () => {
      expect(await world.sends.claim(randomUUID(), randomUUID())).toEqual({ kind: "gone" });
    });

    test("a slot that is still ahead says until when to wait, and stays claimable", async () => {
      const [id = ""] = await world.addCampaign([30]);
      const claim = await world.sends.claim(id, randomUUID());
      expect(claim).toMatchObject({ kind: "wait", reason: "slot" });
      expect(await world.sends.claim(id, randomUUID())).toMatchObject({ kind: "wait" });
    });

    test("nothing is claimed during a pause", async () => {
      const [id = ""] = await world.addCampaign([0]);
      await world.pause();
      expect(await world.sends.claim(id, randomUUID())).toEqual({
        kind: "refused",
        status: "pending",
        reason: "global-paused",
      });
    });

    test("a claim that was given up is claimable again at once, by another attempt only", async () => {
      const [id = ""] = await world.addCampaign([0]);
      const attemptId = await claimed(id);
      expect(await world.sends.abandon(id, attemptId)).toBe(true);
      expect(await world.sends.abandon(id, attemptId)).toBe(false);
      await expect(world.sends.claim(id, attemptId)).rejects.toMatchObject({ code: "database.nv409" });
      await claimed(id);
    });

    test("a claim that was given up before it arrived is refused when it does", async () => {
      const [id = ""] = await world.addCampaign([0]);
      const attemptId = randomUUID();
      expect(await world.sends.abandon(id, attemptId)).toBe(false);
      await expect(world.sends.claim(id, attemptId)).rejects.toMatchObject({
        code: "database.nv409",
        retry: "never",
      });
      await claimed(id);
    });

    test("what was sent cannot be given up", async () => {
      const [id = ""] = await world.addCampaign([0]);
      const attemptId = await claimed(id);
      await world.sends.settle(attemptId, sent);
      expect(await world.sends.abandon(id, attemptId)).toBe(false);
      expect(await world.sends.claim(id, randomUUID())).toEqual({ kind: "taken", status: "sent" });
    });

    test("a settled attempt keeps its first outcome", async () => {
      const [id = ""] = await world.addCampaign([0, 0]);
      const attemptId = await claimed(id);
      expect(await world.sends.settle(attemptId, sent)).toMatchObject({ status: "sent", repeated: false });
      expect(await world.sends.settle(attemptId, sent)).toMatchObject({ status: "sent", repeated: true });
      expect(await world.sends.settle(attemptId, failed)).toMatchObject({ status: "sent", repeated: true });
      expect(await world.sends.claim(id, randomUUID())).toEqual({ kind: "taken", status: "sent" });
    });

    test("what is unconfirmed is not claimable, and may still become known", async () => {
      const [id = ""] = await world.addCampaign([0]);
      const attemptId = await claimed(id);
      expect(await world.sends.settle(attemptId, unconfirmed)).toMatchObject({ status: "unconfirmed" });
      expect(await world.sends.claim(id, randomUUID())).toEqual({ kind: "taken", status: "unconfirmed" });
      expect(await world.sends.settle(attemptId, sent)).toMatchObject({ status: "sent", repeated: false });
    });

    test("later puts a campaign's send back for the planner, and a reply to be published then", async () => {
      const later = {
        kind: "later",
        waitMs: 10_000,
        reason: "meta.130429",
      } as const;
      const soon = Date.now() + 10_000;
      const [planned = ""] = await world.addCampaign([0]);
      const afterPlanned = await world.sends.settle(await claimed(planned), later);
      expect(afterPlanned).toMatchObject({ status: "pending" });
      expect(afterPlanned.republishAt ?? null).toBeNull();

      const attemptId = await claimed(await world.addReply());
      const afterReply = await world.sends.settle(attemptId, later);
      expect(afterReply.republishAt?.getTime()).toBeGreaterThan(soon - 2_000);
      expect(afterReply.republishAt?.getTime()).toBeLessThan(soon + 5_000);
      expect(afterReply.notBefore).toEqual(afterReply.republishAt);
      expect((await world.sends.settle(attemptId, later)).republishAt ?? null).toBeNull();
    });

    test("an attempt that never was cannot be settled, and no retry can mend that", async () => {
      await expect(world.sends.settle(randomUUID(), sent)).rejects.toMatchObject({
        code: "database.nv404",
        retry: "never",
      });
    });

    test("the last of a campaign says so, those before do not", async () => {
      const [first = "", second = ""] = await world.addCampaign([0, 0]);
      const before = await world.sends.settle(await claimed(first), sent);
      expect(before.lastOfCampaign).toBe(false);
      expect((await world.sends.settle(await claimed(second), failed)).lastOfCampaign).toBe(true);
    });

    test("of the last ones that are under way together each says so", async () => {
      const [first = "", second = ""] = await world.addCampaign([0, 0]);
      const attempts = [await claimed(first), await claimed(second)];
      const [one, other] = await Promise.all(attempts.map((attempt) => world.sends.settle(attempt, failed)));
      expect([one?.lastOfCampaign, other?.lastOfCampaign]).toEqual([true, true]);
    });

    test("settling names the bubble that waited for this one", async () => {
      const first = await world.addReply();
      const second = await world.addReply(first);
      const settled = await world.sends.settle(await claimed(first), sent);
      expect(settled.nextSendId).toBe(second);
      expect((await world.sends.settle(await claimed(second), sent)).nextSendId ?? null).toBeNull();
    });
  });
}
