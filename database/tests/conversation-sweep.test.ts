import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Conversations, openConversations, type Talk } from "./conversation-fixture.ts";

let talks: Conversations;
beforeAll(async () => {
  talks = await openConversations();
});
afterAll(() => talks.close());

type Swept = {
  due: string[];
  resumed: number;
  alarms: { conversationId: string; clientId: string; minutes: number }[];
};
const sweep = () => talks.call<Swept>("sweep_conversations");
const age = (talk: Talk, column: string, by: string) =>
  talks.pool.query(
    `update public.active_conversations set ${column} = ${column} - $2::interval where id = $1`,
    [talk.id, by],
  );
async function ageAll(talk: Talk, by: string): Promise<void> {
  await age(talk, "state_since", by);
  await age(talk, "last_inbound_at", by);
  await talks.pool.query(
    "update public.chat_messages set created_at = created_at - $2::interval where conversation_id = $1",
    [talk.id, by],
  );
}

describe("a conversation that is due", () => {
  test("is published again half a minute later, not while its own wake-up may still come", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    expect((await sweep()).due).not.toContain(talk.id);
    await age(talk, "answer_due_at", "31 seconds");
    expect((await sweep()).due).toContain(talk.id);
  });

  test("is left to the worker that has it, until that worker's lease has ended", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    await age(talk, "answer_due_at", "31 seconds");
    expect(await talks.claim(talk, randomUUID())).toMatchObject({ kind: "granted" });
    expect((await sweep()).due).not.toContain(talk.id);
    await age(talk, "lease_until", "121 seconds");
    expect((await sweep()).due).toContain(talk.id);
  });

  test("is nobody's once people have it", async () => {
    const talk = await talks.meet();
    await talks.say(talk, "oi");
    await age(talk, "answer_due_at", "31 seconds");
    await talks.steer(talk, "take-over");
    expect((await sweep()).due).not.toContain(talk.id);
  });
});

describe("people's silence", () => {
  async function left(settings: Record<string, unknown> = {}): Promise<Talk> {
    const talk = await talks.meet(settings);
    await talks.say(talk, "oi");
    await talks.replyByHand(talk, "Oi, aqui é a Bia");
    return talk;
  }

  test("gives the conversation back to the bot after a day, and what was said meanwhile is due", async () => {
    const talk = await left();
    await talks.say(talk, "e o preço?");
    await ageAll(talk, "23 hours");
    await sweep();
    expect(await talks.row(talk)).toMatchObject({ state: "human" });
    await ageAll(talk, "2 hours");
    const swept = await sweep();
    expect(swept.resumed).toBe(1);
    expect(swept.due).toContain(talk.id);
    expect(await talks.row(talk)).toMatchObject({ state: "bot", reason: "silence" });
    expect(await talks.claim(talk, randomUUID())).toMatchObject({ kind: "granted" });
  });

  test("is broken by whoever spoke last", async () => {
    const talk = await left({ silenceHours: 1 });
    await ageAll(talk, "2 hours");
    await talks.say(talk, "voltei");
    await sweep();
    expect(await talks.row(talk)).toMatchObject({ state: "human" });
    await ageAll(talk, "2 hours");
    await talks.replyByHand(talk, "Já vejo");
    await sweep();
    expect(await talks.row(talk)).toMatchObject({ state: "human" });
  });

  test("changes nothing where the tenant has no bot", async () => {
    const talk = await left({ bot: false });
    await ageAll(talk, "100 hours");
    expect((await sweep()).resumed).toBe(0);
    expect(await talks.row(talk)).toMatchObject({ state: "human" });
  });
});

describe("a conversation that waits for people", () => {
  async function waiting(settings: Record<string, unknown> = {}): Promise<Talk> {
    const talk = await talks.meet(settings);
    await talks.say(talk, "oi");
    if (settings.bot !== false) await talks.steer(talk, "hand-over");
    return talk;
  }
  const alarmsOf = async (talk: Talk) =>
    (await sweep()).alarms.filter(({ conversationId }) => conversationId === talk.id);

  test("is told once after the tenant's minutes, and again when it waits anew", async () => {
    const talk = await waiting({ alarmMinutes: 5 });
    await age(talk, "state_since", "4 minutes");
    expect(await alarmsOf(talk)).toEqual([]);
    await age(talk, "state_since", "2 minutes");
    expect(await alarmsOf(talk)).toMatchObject([{ clientId: talk.tenant.clientId, minutes: 5 }]);
    expect(await alarmsOf(talk)).toEqual([]);

    await talks.steer(talk, "take-over");
    await talks.steer(talk, "hand-back");
    await talks.steer(talk, "hand-over");
    await age(talk, "state_since", "6 minutes");
    expect(await alarmsOf(talk)).toHaveLength(1);
  });

  test("is told after a quarter of an hour unless the tenant says otherwise, and never where people alone answer", async () => {
    const [withBot, without] = [await waiting(), await waiting({ bot: false })];
    for (const talk of [withBot, without]) await age(talk, "state_since", "16 minutes");
    const { alarms } = await sweep();
    const told = alarms.map(({ conversationId }) => conversationId);
    expect([told.includes(withBot.id), told.includes(without.id)]).toEqual([true, false]);
  });
});

test("one tenant's settings that make no sense stop nobody's sweep", async () => {
  const talk = await talks.meet({ alarmMinutes: "logo", silenceHours: [] });
  await talks.say(talk, "oi");
  await talks.steer(talk, "hand-over");
  await age(talk, "state_since", "16 minutes");
  await talks.pool.query(
    `update public.clients set settings = '{"conversation": {"bot": true, "silenceHours": 1e999, "alarmMinutes": -1e999}}' where id = $1`,
    [talk.tenant.clientId],
  );
  expect((await sweep()).alarms).toMatchObject([{ conversationId: talk.id, minutes: 1 }]);
});
