import { expect, test } from "vitest";
import { groupSlots } from "../src/group-slots.ts";

const slot = (id: string, slotAt: number) => ({ id, slotAt, notAfter: null });
const at = (groups: ReturnType<typeof groupSlots>) =>
  groups.map((group) => [group.at.getTime(), group.sendIds.join("")]);

test.each<[string, [string, number][], [number, string][]]>([
  ["no slots, no groups", [], []],
  [
    "slots of half a second go together, at the first of them",
    [
      ["a", 1_000],
      ["b", 1_499],
    ],
    [[1_000, "ab"]],
  ],
  [
    "the next half second begins a new group",
    [
      ["a", 1_000],
      ["b", 1_500],
    ],
    [
      [1_000, "a"],
      [1_500, "b"],
    ],
  ],
  [
    "a group ends with its minute: none is told to come in the minute before its slot",
    [
      ["a", 59_900],
      ["b", 59_999],
      ["c", 60_000],
    ],
    [
      [59_900, "ab"],
      [60_000, "c"],
    ],
  ],
  [
    "a group begins at its first slot, not on a grid",
    [
      ["a", 900],
      ["b", 1_350],
      ["c", 1_450],
    ],
    [
      [900, "ab"],
      [1_450, "c"],
    ],
  ],
  [
    "slots that are seconds apart stay alone",
    [
      ["a", 0],
      ["b", 5_000],
      ["c", 10_000],
    ],
    [
      [0, "a"],
      [5_000, "b"],
      [10_000, "c"],
    ],
  ],
  [
    "the order given does not matter",
    [
      ["c", 2_000],
      ["a", 1_000],
      ["b", 1_001],
    ],
    [
      [1_000, "ab"],
      [2_000, "c"],
    ],
  ],
  [
    "slots of the same moment go together",
    [
      ["a", 7],
      ["b", 7],
      ["c", 7],
    ],
    [[7, "abc"]],
  ],
])("%s", (_promise, slots, groups) => {
  expect(at(groupSlots(slots.map(([id, time]) => slot(id, time))))).toEqual(groups);
});

test("nobody is published more than half a second before its slot, so that no claim has to wait", () => {
  const slots = Array.from({ length: 10_000 }, (_, index) => slot(`s${index}`, Math.floor(index * 12.5)));
  const groups = groupSlots(slots);
  const slotOf = new Map(slots.map(({ id, slotAt }) => [id, slotAt]));
  expect(groups.flatMap(({ sendIds }) => sendIds)).toHaveLength(10_000);
  for (const { at: time, sendIds } of groups) {
    for (const id of sendIds) expect((slotOf.get(id) ?? Number.NaN) - time.getTime()).toBeLessThan(500);
  }
  expect(groups.length).toBeLessThanOrEqual(252);
});

test("what it was given stays as it was", () => {
  const slots = [slot("b", 2), slot("a", 1)];
  groupSlots(slots);
  expect(slots.map(({ id }) => id)).toEqual(["b", "a"]);
});
