import { AppError } from "@nova/error-handler";
import { describe, expect, test } from "vitest";
import { campaignId, failure, lost, now, sendId, setUp } from "./deliver-setup.ts";

test("a send that is due goes out once, under its own attempt id, and is settled", async () => {
  const { ledger, deliver, status, sent, published, noted } = setUp();
  ledger.add({ id: sendId, campaignId });
  ledger.add({ id: "another", campaignId });
  await deliver();
  await deliver();
  expect(sent).toEqual([
    {
      to: { phone: "5511987654321" },
      message: { kind: "text", text: "Olá Ana" },
      trackId: "attempt-1",
    },
  ]);
  expect(status()).toBe("sent");
  expect(published).toEqual([]);
  expect(noted).toEqual({
    sendId,
    attemptId: "attempt-2",
    claim: "taken",
    outcome: "sent",
    sendStatus: "sent",
  });
});

test("two deliveries at the same moment send once", async () => {
  const { ledger, deliver, sent } = setUp();
  ledger.add({ id: sendId });
  await Promise.all([deliver(), deliver(), deliver()]);
  expect(sent).toHaveLength(1);
});

describe("a claim that is not granted", () => {
  test.each([
    ["taken by another", { status: "sending" }],
    ["sent already", { status: "sent" }],
    ["unconfirmed", { status: "unconfirmed" }],
    ["skipped", { status: "skipped" }],
  ])("%s: nothing goes out and the message is acknowledged", async (_why, row) => {
    const { ledger, deliver, status, sent, published } = setUp();
    ledger.add({ id: sendId, ...row });
    await deliver();
    expect(sent).toEqual([]);
    expect(published).toEqual([]);
    expect(status()).toBe(row.status);
  });

  test("of a send that is gone is acknowledged", async () => {
    const { deliver, sent, noted } = setUp();
    await deliver();
    expect(sent).toEqual([]);
    expect(noted).toMatchObject({ claim: "gone" });
  });

  test("during a pause puts it back without a message", async () => {
    const { ledger, deliver, status, sent } = setUp();
    ledger.add({ id: sendId });
    ledger.pause();
    await deliver();
    expect(sent).toEqual([]);
    expect(status()).toBe("pending");
  });

  test("before its time is published again for then, and not claimed again here", async () => {
    const { ledger, deliver, status, sent, published, pauses } = setUp();
    const slotAt = new Date(now.getTime() + 30_000);
    ledger.add({ id: sendId, slotAt });
    await deliver();
    expect(published).toEqual([{ topic: "whatsapp-send", data: { sendId }, at: slotAt }]);
    expect([sent, pauses]).toEqual([[], []]);
    expect(status()).toBe("queued");
  });

  test("before its time, with the queue away, is delivered again", async () => {
    const { ledger, deliver, breakQueue } = setUp();
    ledger.add({ id: sendId, slotAt: new Date(now.getTime() + 30_000) });
    breakQueue();
    await expect(deliver()).rejects.toMatchObject({ code: "queue.unreachable" });
  });
});

describe("a send that may have happened is never repeated", () => {
  test("after a timeout", async () => {
    const { ledger, deliver, status, sent, answerWith } = setUp();
    ledger.add({ id: sendId });
    answerWith(failure("unknown", "look-first"));
    await deliver();
    await deliver();
    expect(sent).toEqual([]);
    expect(status()).toBe("unconfirmed");
  });

  test("after an error that nobody classified", async () => {
    const { ledger, deliver, status, sent, answerWith } = setUp();
    ledger.add({ id: sendId });
    answerWith(new DOMException("timed out", "TimeoutError"));
    await deliver();
    await deliver();
    expect(sent).toEqual([]);
    expect(status()).toBe("unconfirmed");
  });

  test("when its outcome can never be recorded", async () => {
    const { ledger, deliver, status, sent, faults } = setUp();
    ledger.add({ id: sendId });
    faults.settle.push(...Array.from({ length: 7 }, lost));
    await expect(deliver()).rejects.toMatchObject({ code: "database.unreachable" });
    await deliver();
    expect(sent).toHaveLength(1);
    expect(status()).toBe("sending"); // its lease will run out: unconfirmed, never pending
  });
});

describe("an answer that is lost", () => {
  test("of the claim costs nothing: the same attempt asks again", async () => {
    const { ledger, deliver, status, sent, faults } = setUp();
    ledger.add({ id: sendId });
    faults.lostClaims = 2;
    await deliver();
    expect(sent.map(({ trackId }) => trackId)).toEqual(["attempt-1"]);
    expect(status()).toBe("sent");
  });

  test("of the claim, again and again, sends nothing and is delivered again", async () => {
    const { ledger, deliver, status, sent, faults } = setUp();
    ledger.add({ id: sendId });
    faults.lostClaims = 4;
    await expect(deliver()).rejects.toMatchObject({ retry: "unknown" });
    expect(sent).toEqual([]);
    expect(status()).toBe("queued"); // given back: this worker knows that nothing went out
    await deliver();
    expect(sent).toHaveLength(1);
  });

  test("of the claim is given back even after half a minute without the database", async () => {
    const { ledger, deliver, status, sent, faults, pauses } = setUp();
    ledger.add({ id: sendId });
    faults.lostClaims = 4;
    faults.abandon.push(...Array.from({ length: 6 }, lost));
    await expect(deliver()).rejects.toMatchObject({ retry: "unknown" });
    expect([sent, status()]).toEqual([[], "queued"]);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(29_000);
  });

  test("of a claim that was granted, and taken for lost before it was asked for again, is given back", async () => {
    const { ledger, deliver, status, sent, faults } = setUp();
    const row = ledger.add({ id: sendId });
    faults.lostClaims = 1;
    faults.beforeClaim = [() => {}, () => Object.assign(row, { status: "unconfirmed" })];
    await deliver();
    expect([sent, status()]).toEqual([[], "queued"]);
  });

  test("of a claim is nothing that may still be granted when the next answer is to wait", async () => {
    const { ledger, deliver, sent, published, faults } = setUp();
    const slotAt = new Date(now.getTime() + 30_000);
    const row = ledger.add({ id: sendId, slotAt });
    faults.claim.push(lost());
    await deliver();
    expect(published).toEqual([{ topic: "whatsapp-send", data: { sendId }, at: slotAt }]);
    row.slotAt = now; // and the first question arrives only now
    await expect(ledger.sends.claim(sendId, "attempt-1")).rejects.toMatchObject({ code: "database.nv409" });
    expect(sent).toEqual([]);
  });

  test("a claim that never reached the database has nothing to give back", async () => {
    const { ledger, deliver, faults, pauses } = setUp();
    ledger.add({ id: sendId });
    const away = () => new AppError("database.pgrst000", "no connection", { retry: "safe" });
    faults.claim.push(away(), away(), away(), away());
    faults.abandon.push(lost());
    await expect(deliver()).rejects.toMatchObject({ code: "database.pgrst000" });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(3_000);
    expect(faults.abandon).toHaveLength(1);
  });

  test("of settle is asked for again, and the first outcome stands", async () => {
    const { ledger, deliver, status, sent, faults } = setUp();
    ledger.add({ id: sendId });
    faults.lostSettles = 2;
    await deliver();
    expect(sent).toHaveLength(1);
    expect(status()).toBe("sent");
  });
});

test("a database that is away for ten seconds after the send loses no outcome", async () => {
  const { ledger, deliver, status, faults, pauses } = setUp();
  ledger.add({ id: sendId });
  faults.settle.push(...Array.from({ length: 5 }, lost));
  await deliver();
  expect(status()).toBe("sent");
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(10_000);
});

test("an outcome that the ledger refuses is not insisted on", async () => {
  const { ledger, deliver, faults, pauses } = setUp();
  ledger.add({ id: sendId });
  faults.settle.push(new AppError("database.nv404", "no such attempt", { retry: "never" }));
  await expect(deliver()).rejects.toMatchObject({ code: "database.nv404" });
  expect(pauses).toEqual([]);
});

test("a sender that cannot be opened sends nothing, and the recipient waits for people", async () => {
  const { ledger, deliver, status, sent, breakSender, reacted } = setUp();
  ledger.add({ id: sendId, campaignId });
  breakSender(failure("never", "pause-sender"));
  await deliver();
  expect([sent, status(), reacted]).toEqual([[], "pending", ["meta.pause-sender"]]);
});

test("what has not been claimed when SIGTERM comes is not claimed any more: it is delivered again", async () => {
  const { ledger, deliver, status, sent, drain } = setUp();
  ledger.add({ id: sendId });
  drain();
  await expect(deliver()).rejects.toMatchObject({ code: "request.draining", retry: "safe" });
  expect(sent).toEqual([]);
  expect(status()).toBe("queued");
});
