import { describe, expect, test } from "vitest";
import { campaignId, failure, now, sendId, setUp } from "./deliver-setup.ts";

const minute = new Date(now.getTime() + 60_000);

describe("after the outcome is recorded", () => {
  test("a reply that must wait is published for then", async () => {
    const { ledger, deliver, published, answerWith } = setUp();
    ledger.add({ id: sendId, lane: "reply" });
    answerWith(failure("safe", "retry-later", 60_000));
    await deliver();
    expect(published).toEqual([{ topic: "whatsapp-send", data: { sendId }, at: minute }]);
  });

  test.each([
    [
      "for a moment is planned again then",
      2_000,
      [{ topic: "campaign-plan", data: { campaignId }, at: new Date(now.getTime() + 2_000) }],
    ],
    ["for long is left to the tick", 61_000, []],
  ])("a campaign's send that must wait %s", async (_what, waitMs, expected) => {
    const { ledger, deliver, status, published, answerWith } = setUp();
    ledger.add({ id: sendId, campaignId });
    answerWith(failure("safe", "retry-later", waitMs));
    await deliver();
    expect([status(), published]).toEqual(["pending", expected]);
  });

  test("the bubble that waited for this one is published", async () => {
    const { ledger, deliver, published } = setUp();
    ledger.add({ id: sendId, lane: "reply" });
    ledger.add({ id: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03", lane: "reply", afterSendId: sendId });
    await deliver();
    expect(published).toEqual([
      { topic: "whatsapp-send", data: { sendId: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03" } },
    ]);
  });

  test("the last send of a campaign wakes the dispatcher", async () => {
    const { ledger, deliver, published } = setUp();
    ledger.add({ id: sendId, campaignId });
    await deliver();
    expect(published).toEqual([
      { topic: "campaign-plan", data: { campaignId }, at: new Date(now.getTime() + 2_000) },
    ]);
  });

  test("what failed, and what may have, has the breaker look at its campaign; a success has not", async () => {
    const { ledger, deliver, lookedAt, answerWith } = setUp();
    for (const id of ["failed", "unknown", "sent", "later"]) ledger.add({ id, campaignId });
    ledger.add({ id: "alone" });
    answerWith(failure("never"));
    await deliver("failed");
    answerWith(failure("unknown", "look-first"));
    await deliver("unknown");
    await deliver("sent");
    answerWith(failure("safe", "retry-later"));
    await deliver("later");
    answerWith(failure("never"));
    await deliver("alone");
    expect(lookedAt).toEqual([campaignId, campaignId]);
  });

  test("the last of a slice wakes the planner, which waits to see what became of it", async () => {
    const { ledger, deliver, published } = setUp();
    ledger.add({ id: sendId, campaignId, endsSlice: true });
    ledger.add({ id: "held back", campaignId, status: "pending" });
    await deliver();
    expect(published).toEqual([
      { topic: "campaign-plan", data: { campaignId }, at: new Date(now.getTime() + 2_000) },
    ]);
  });

  test("a failed status that came before the answer is reacted to like the same code in an answer", async () => {
    const { ledger, deliver, reacted, lookedAt } = setUp();
    ledger.add({ id: sendId, campaignId, failedEarly: "meta.131042" });
    await deliver();
    expect([reacted, lookedAt]).toEqual([["meta.131042"], [campaignId]]);
  });

  test("a failure is reacted to, a success is not", async () => {
    const { ledger, deliver, reacted, answerWith, noted } = setUp();
    ledger.add({ id: sendId });
    ledger.add({ id: "other" });
    answerWith(failure("never"));
    await deliver();
    expect(noted).toMatchObject({ outcome: "failed", sendStatus: "failed", code: "meta.fail" });
    await deliver("other");
    expect(reacted).toEqual(["meta.fail"]);
  });
});

describe("with the queue away after the send", () => {
  test("nothing is thrown, so that nothing is sent again: it is reported", async () => {
    const { ledger, deliver, status, sent, reported, breakQueue } = setUp();
    ledger.add({ id: sendId, campaignId });
    breakQueue();
    await deliver();
    expect([sent.length, status(), reported]).toEqual([1, "sent", ["queue.unreachable"]]);
  });

  test("a sender that must stop is stopped all the same", async () => {
    const { ledger, deliver, reacted, reported, answerWith, breakQueue } = setUp();
    ledger.add({ id: sendId, lane: "reply" });
    answerWith(failure("never", "pause-sender"));
    breakQueue();
    await deliver();
    expect([reacted, reported]).toEqual([["meta.pause-sender"], ["queue.unreachable"]]);
  });
});
