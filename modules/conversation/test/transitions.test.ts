import { describe, expect, test } from "vitest";
import {
  answer,
  answerDueAt,
  type Conversation,
  type Event,
  events,
  isDue,
  ownerOf,
  step,
  usualDebounce,
} from "../src/index.ts";

const start: Conversation = { state: "closed", epoch: 1, said: 0, answered: 0 };

/** Every way that `depth` events can go, with the conversation before and after the last one. */
function* walks(
  depth: number,
  path: Event[] = [],
  at = start,
): Generator<[Event[], Conversation, Conversation]> {
  for (const event of events) {
    const next = step(at, event);
    const walked = [...path, event];
    yield [walked, at, next];
    if (depth > 1) yield* walks(depth - 1, walked, next);
  }
}

describe("every order of up to six events", () => {
  test("keeps one owner, counts the change of owner, and forgets nothing that was said", () => {
    let walked = 0;
    for (const [path, before, after] of walks(6)) {
      walked++;
      const where = path.join(", ");
      const changed = ownerOf(before.state) !== ownerOf(after.state);
      if (changed && after.epoch !== before.epoch + 1)
        expect.fail(`${where}: the owner changed, not the epoch`);
      if (after.epoch < before.epoch) expect.fail(`${where}: the epoch went back`);
      if (after.answered > after.said) expect.fail(`${where}: answered what was not said`);
      if (after.said !== before.said + (path.at(-1) === "inbound" ? 1 : 0))
        expect.fail(`${where}: a word was lost`);
      // Silence where an answer is due: whoever wrote last has an owner, and the bot's are due.
      if (path.at(-1) === "inbound" && ownerOf(after.state) === undefined)
        expect.fail(`${where}: nobody answers`);
      if (path.at(-1) === "inbound" && after.state === "bot" && !isDue(after))
        expect.fail(`${where}: not due`);
      // What was written for the old owner may not leave.
      const written = { epoch: before.epoch, through: before.said };
      if (after.epoch !== before.epoch && answer(after, written))
        expect.fail(`${where}: a stale answer went out`);
      if (after.state !== "bot" && answer(after, { epoch: after.epoch, through: after.said }))
        expect.fail(`${where}: the bot spoke where it does not own`);
    }
    expect(walked).toBe([1, 2, 3, 4, 5, 6].reduce((sum, depth) => sum + events.length ** depth, 0));
  });
});

test("a burst is answered once: the same answer again, or an older one, is refused", () => {
  const burst = (["inbound", "inbound", "inbound"] as const).reduce(step, start);
  const answered = answer(burst, { epoch: burst.epoch, through: 3 });
  expect(answered).toMatchObject({ answered: 3 });
  if (!answered) return;
  expect(isDue(answered)).toBe(false);
  expect(answer(answered, { epoch: burst.epoch, through: 3 })).toBeUndefined();
  expect(answer(answered, { epoch: burst.epoch, through: 2 })).toBeUndefined();
  expect(answer(answered, { epoch: burst.epoch, through: 4 })).toBeUndefined();
});

test("what was said while people had it is due when the bot gets it back without their answer", () => {
  const waiting = (["inbound", "hand-over", "inbound", "hand-back"] as const).reduce(step, start);
  expect(isDue(waiting)).toBe(true);
  const answeredByPeople = (["inbound", "hand-over", "inbound", "human-reply", "hand-back"] as const).reduce(
    step,
    start,
  );
  expect(isDue(answeredByPeople)).toBe(false);
});

test("an answer is due when the contact has been quiet, and after a minute although it never is", () => {
  expect(answerDueAt(0, 0, usualDebounce)).toBe(5_000);
  expect(answerDueAt(0, 30_000, usualDebounce)).toBe(35_000);
  expect(answerDueAt(0, 59_000, usualDebounce)).toBe(60_000);
});
