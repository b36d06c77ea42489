import { type Conversation, type Event, events, isDue, states, step, transitions } from "@nova/conversation";
import { seededRandom } from "@nova/pacing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Conversations, openConversations, type Talk } from "./conversation-fixture.ts";

let talks: Conversations;
beforeAll(async () => {
  talks = await openConversations();
});
afterAll(() => talks.close());

test("the transitions in SQL are those of modules/conversation, for every state and event", async () => {
  const differing: unknown[] = [];
  for (const state of states) {
    for (const event of [...events, "nonsense"]) {
      const { rows } = await talks.pool.query("select * from app.conversation_step($1, $2)", [state, event]);
      const known = transitions[state][event as Event];
      const expected = { to_state: known?.to ?? null, is_new_epoch: known ? known.epoch === "new" : null };
      if (rows[0].to_state !== expected.to_state || rows[0].is_new_epoch !== expected.is_new_epoch)
        differing.push({ state, event, expected, found: rows[0] });
    }
  }
  expect(differing).toEqual([]);
});

/** Lets an event happen in the way that it really comes. */
async function happen(talk: Talk, event: Event): Promise<void> {
  if (event === "inbound") await talks.say(talk, "oi");
  else if (event === "human-reply") await talks.replyByHand(talk, "olá");
  else if (event === "opt-out" || event === "silence") await talks.move(talk, event);
  else await talks.steer(talk, event).catch((error) => expect(error).toMatchObject({ code: "NV409" }));
}

async function expectLike(talk: Talk, expected: Conversation, path: Event[]): Promise<void> {
  const { state, owner_epoch, said, answered, answer_due_at, first_unanswered_at } = await talks.row(talk);
  const found = { state, epoch: Number(owner_epoch), said: Number(said), answered: Number(answered) };
  expect(found, path.join(", ")).toEqual(expected);
  if (isDue(expected)) expect(answer_due_at && first_unanswered_at, path.join(", ")).toBeTruthy();
  else if (said === answered) expect(answer_due_at, path.join(", ")).toBeNull();
}

test("every order of three events ends in SQL as it does in TypeScript", { timeout: 120_000 }, async () => {
  for (const first of events) {
    for (const second of events) {
      for (const third of events) {
        const path = [first, second, third];
        const talk = await talks.meet();
        await talks.pool.query("update public.active_conversations set owner_epoch = 1 where id = $1", [
          talk.id,
        ]);
        for (const event of path) await happen(talk, event);
        await expectLike(talk, path.reduce(step, { state: "closed", epoch: 1, said: 0, answered: 0 }), path);
      }
    }
  }
});

test.each([1, 2, 3])(
  "and so does a long random walk, step by step (seed %i)",
  { timeout: 60_000 },
  async (seed) => {
    const random = seededRandom(seed);
    const talk = await talks.meet();
    const path: Event[] = [];
    let expected: Conversation = { state: "closed", epoch: 1, said: 0, answered: 0 };
    for (let turn = 0; turn < 60; turn++) {
      const event = random() < 0.3 ? "inbound" : (events[Math.floor(random() * events.length)] as Event);
      path.push(event);
      expected = step(expected, event);
      await happen(talk, event);
      await expectLike(talk, expected, path);
    }
  },
);
