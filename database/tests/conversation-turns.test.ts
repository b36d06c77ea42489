import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Conversations, openConversations, type Talk } from "./conversation-fixture.ts";

let talks: Conversations;
beforeAll(async () => {
  talks = await openConversations();
});
afterAll(() => talks.close());

const bubbles = { bubbles: ["Oi!", "Temos três planos."] };
async function claimed(talk: Talk) {
  const lease = randomUUID();
  const claim = await talks.claim(talk, lease);
  expect(claim.kind).toBe("granted");
  return { lease, ...claim };
}
async function statusesOf(sendIds: string[]) {
  const { rows } = await talks.pool.query(
    "select status, reason from public.sends where id = any ($1) order by position",
    [sendIds],
  );
  return rows.map(({ status, reason }) => [status, reason]);
}

describe("the echo of an answer, told as if a person had typed it,", () => {
  async function answered() {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    const { lease, through } = await claimed(talk);
    const { sendIds } = await talks.finish(talk, lease, through, bubbles);
    const [attemptId, echo] = [randomUUID(), randomUUID()];
    expect(await talks.call("claim_send", sendIds[0], attemptId)).toMatchObject({ kind: "granted" });
    return { talk, sendIds, attemptId, echo };
  }
  const settle = (attemptId: string, providerMessageId: string) =>
    talks.call("settle_send", attemptId, JSON.stringify({ kind: "sent", providerMessageId }));

  test.each([
    ["once its id is known", true],
    ["while its send is under way", false],
  ])("takes nothing from the bot %s", async (_, isSettled) => {
    const { talk, sendIds, attemptId, echo } = await answered();
    if (isSettled) await settle(attemptId, echo);
    expect(await talks.replyByHand(talk, isSettled ? "as the phone shows it" : "Oi!", echo)).toBeNull();
    expect(await talks.row(talk)).toMatchObject({ state: "bot" });
    expect((await statusesOf(sendIds))[1]?.[0]).toBe("pending");
  });

  test("is no excuse for what a person writes meanwhile", async () => {
    const { talk, attemptId } = await answered();
    expect(await talks.replyByHand(talk, "Oi, aqui é a Bia")).toBe(talk.id);
    expect(await talks.row(talk)).toMatchObject({ state: "human" });
    await settle(attemptId, randomUUID());
  });
});

test("a turn that has ended is not begun again by a claim that comes late", async () => {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  const { lease, through } = await claimed(talk);
  await talks.finish(talk, lease, through, bubbles);
  await talks.say(talk, "e o preço?");
  expect(await talks.claim(talk, lease)).toEqual({ kind: "answered" });
  await claimed(talk);
});

test("an answer whose hand-over is null hands nothing over", async () => {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  const { lease, through } = await claimed(talk);
  expect(await talks.finish(talk, lease, through, { ...bubbles, handOver: null })).toMatchObject({
    state: "bot",
  });
});

test("who asked to be left alone and is handed back goes to people again, not into silence", async () => {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  await talks.call("record_opt_out", talk.tenant.clientId, "phone", "5511987654321", "import");
  await talks.steer(talk, "take-over");
  await talks.steer(talk, "hand-back");
  expect(await talks.claim(talk, randomUUID())).toEqual({ kind: "not-ours", state: "waiting" });
  expect(await talks.row(talk)).toMatchObject({
    state: "waiting",
    reason: "opted-out",
    said: "1",
    answered: "0",
  });
});

describe("a burst of messages", () => {
  test("is answered once: bubbles in order, a watermark, and nothing left to do", async () => {
    const talk = await talks.meet();
    for (const text of ["oi", "tudo bem?", "quanto custa?"]) await talks.say(talk, text);
    const { lease, through, messages } = await claimed(talk);
    expect(messages.map(({ text }) => text)).toEqual(["oi", "tudo bem?", "quanto custa?"]);
    const done = await talks.finish(talk, lease, through, bubbles);
    expect(done).toMatchObject({ kind: "done", state: "bot", wakeAt: null });
    const [first = "", second = ""] = done.sendIds;
    expect(await talks.sendRow(first)).toMatchObject({
      lane: "reply",
      after_send_id: null,
      content: { body: "Oi!" },
    });
    expect(await talks.sendRow(second)).toMatchObject({ after_send_id: first });
    expect(await talks.claim(talk, randomUUID())).toEqual({ kind: "answered" });
  });

  test("a message that is told twice is one", async () => {
    const talk = await talks.meet();
    const id = randomUUID();
    expect(await talks.say(talk, "oi", id)).toBe(talk.id);
    expect(await talks.say(talk, "oi", id)).toBeNull();
    expect(await talks.row(talk)).toMatchObject({ said: "1" });
  });

  test("is waited for until the contact is quiet, and no longer than the cap", async () => {
    const talk = await talks.meet({ quietMs: 5_000, capMs: 60_000 });
    await talks.say(talk, "oi");
    const claim = await talks.claim(talk, randomUUID());
    expect(claim).toMatchObject({ kind: "wait", reason: "typing" });
    const { first_unanswered_at, answer_due_at } = await talks.row(talk);
    expect(answer_due_at - first_unanswered_at).toBe(5_000);
    await talks.pool.query(
      "update public.active_conversations set first_unanswered_at = now() - interval '58 seconds' where id = $1",
      [talk.id],
    );
    await talks.say(talk, "e mais");
    const typing = await talks.row(talk);
    expect(typing.answer_due_at - typing.first_unanswered_at).toBe(60_000);
  });

  test("has one worker: the second is told until when, and may take it when the first is gone", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    const { lease, through } = await claimed(talk);
    expect(await talks.claim(talk, randomUUID())).toMatchObject({ kind: "wait", reason: "leased" });
    expect(await talks.claim(talk, lease)).toMatchObject({ kind: "granted" }); // its answer was lost
    await talks.pool.query(
      "update public.active_conversations set lease_until = now() - interval '1 second' where id = $1",
      [talk.id],
    );
    const next = await claimed(talk);
    expect(await talks.finish(talk, lease, through, bubbles)).toMatchObject({ kind: "lost" });
    expect(await talks.finish(talk, next.lease, next.through, bubbles)).toMatchObject({ kind: "done" });
  });

  test("of many workers at once gives one answer, however often each asks", { timeout: 60_000 }, async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const lease = randomUUID();
        const claim = await talks.claim(talk, lease);
        if (claim.kind !== "granted") return;
        await Promise.all([1, 2, 3].map(() => talks.finish(talk, lease, claim.through, bubbles)));
      }),
    );
    const { rows } = await talks.pool.query(
      "select count(*)::int as n from public.sends where conversation_id = $1",
      [talk.id],
    );
    expect(rows[0].n).toBe(2);
  });
});

describe("an answer that is being written", () => {
  test("is dropped for something newer, twice at most, and then covers what it was written for", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "1");
    for (const text of ["2", "3"]) {
      const { lease, through } = await claimed(talk);
      await talks.say(talk, text);
      expect(await talks.finish(talk, lease, through, bubbles)).toMatchObject({ kind: "superseded" });
    }
    const { lease, through } = await claimed(talk);
    await talks.say(talk, "4");
    const done = await talks.finish(talk, lease, through, bubbles);
    expect(done).toMatchObject({ kind: "done", wakeAt: expect.any(String) });
    expect(done.sendIds).toHaveLength(2);
    expect((await claimed(talk)).through).toBe(4);
  });

  test("is not dropped any more a minute after the first unanswered message", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "1");
    const { lease, through } = await claimed(talk);
    await talks.say(talk, "2");
    await talks.pool.query(
      "update public.active_conversations set first_unanswered_at = now() - interval '61 seconds' where id = $1",
      [talk.id],
    );
    expect(await talks.finish(talk, lease, through, bubbles)).toMatchObject({ kind: "done" });
  });

  test.each(["take-over", "close", "hand-over"])(
    "is lost when a person decides %s meanwhile",
    async (event) => {
      const talk = await talks.meet();
      await talks.say(talk, "oi");
      const { lease, through } = await claimed(talk);
      await talks.steer(talk, event);
      expect(await talks.finish(talk, lease, through, bubbles)).toMatchObject({ kind: "lost" });
    },
  );

  test("is lost when a person replies from the paired phone, who then owns it", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    const { lease, through } = await claimed(talk);
    await talks.replyByHand(talk, "Oi, aqui é a Bia");
    expect(await talks.finish(talk, lease, through, bubbles)).toMatchObject({ kind: "lost", state: "human" });
    expect(await talks.claim(talk, randomUUID())).toMatchObject({ kind: "not-ours", state: "human" });
  });

  test("asked again says the same, also when it handed over", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "quero uma pessoa");
    const { lease, through } = await claimed(talk);
    const result = { ...bubbles, handOver: { reason: "asked" }, summary: "Quer preço" };
    const done = await talks.finish(talk, lease, through, result);
    expect(done).toMatchObject({ kind: "done", state: "waiting" });
    expect(await talks.finish(talk, lease, through, result)).toMatchObject({
      kind: "done",
      sendIds: done.sendIds,
    });
    expect(await talks.row(talk)).toMatchObject({ state: "waiting", reason: "asked", summary: "Quer preço" });
  });
});

describe("bubbles that have not left", () => {
  test("leave while their owner owns; what a person takes over stays unsaid", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    const { lease, through } = await claimed(talk);
    const { sendIds } = await talks.finish(talk, lease, through, bubbles);
    const [first = ""] = sendIds;
    expect(await talks.call("claim_send", first, randomUUID())).toMatchObject({ kind: "granted" });
    await talks.steer(talk, "take-over");
    expect(await statusesOf(sendIds)).toEqual([
      ["sending", null],
      ["cancelled", "conversation-take-over"],
    ]);
  });

  test("of a bot that hands over leave all the same", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "quero uma pessoa");
    const { lease, through } = await claimed(talk);
    const { sendIds } = await talks.finish(talk, lease, through, {
      bubbles: ["Já chamo alguém."],
      handOver: { reason: "asked" },
    });
    expect(await talks.call("claim_send", sendIds[0], randomUUID())).toMatchObject({ kind: "granted" });
  });

  test("are void at the claim too, if their conversation has another owner", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    const { lease, through } = await claimed(talk);
    const { sendIds } = await talks.finish(talk, lease, through, bubbles);
    await talks.pool.query(
      "update public.active_conversations set owner_epoch = owner_epoch + 1 where id = $1",
      [talk.id],
    );
    expect(await talks.call("claim_send", sendIds[0], randomUUID())).toMatchObject({
      kind: "refused",
      status: "cancelled",
      reason: "another-owner",
    });
  });
});

test("a turn that fails is tried again twice, then people have it and the contact is told", async () => {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  const giveUp = (lease: string) =>
    talks.call<{ kind: string; sendIds?: string[] }>(
      "give_up_turn",
      talk.id,
      lease,
      "model: 500",
      "Já chamo alguém.",
    );
  for (const kind of ["retry", "retry", "handed-over"]) {
    await talks.pool.query("update public.active_conversations set answer_due_at = now() where id = $1", [
      talk.id,
    ]);
    const { lease } = await claimed(talk);
    const given = await giveUp(lease);
    expect(given).toMatchObject({ kind });
    expect(await giveUp(lease)).toEqual(given); // the answer was lost: whoever asks again learns when to come back
  }
  const { rows } = await talks.pool.query(
    "select content, lane from public.sends where conversation_id = $1",
    [talk.id],
  );
  expect(rows).toEqual([{ content: { kind: "text", body: "Já chamo alguém." }, lane: "reply" }]);
  expect(await talks.row(talk)).toMatchObject({ state: "waiting", reason: "model: 500" });
  expect(await giveUp(randomUUID())).toMatchObject({ kind: "lost" });
});
