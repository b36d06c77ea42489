import { expect, test } from "vitest";
import { AppError } from "../src/app-error.ts";
import { insist } from "../src/insist.ts";

function setUp(failures: unknown[]) {
  const waited: number[] = [];
  const left = [...failures];
  let calls = 0;
  const run = () =>
    insist(
      async () => {
        calls++;
        if (left.length > 0) throw left.shift();
        return "answer";
      },
      [100, 400, 1_500],
      async (ms) => waited.push(ms),
    );
  return { run, waited, calls: () => calls };
}
const gone = new AppError("database.unreachable", "gone", { retry: "unknown" });
const busy = new AppError("database.57014", "busy", { retry: "safe" });
const refused = new AppError("database.nv404", "refused", { retry: "never" });

test.each<[string, unknown[], string | undefined, number[], number]>([
  ["an answer at once costs no wait", [], "answer", [], 1],
  ["an answer that was lost is asked for again", [gone], "answer", [100], 2],
  [
    "a database that is busy is asked again, ever more slowly",
    [busy, gone, busy],
    "answer",
    [100, 400, 1_500],
    4,
  ],
  ["what nobody classified is asked for again", [new TypeError("fetch failed")], "answer", [100], 2],
  ["what was refused is not asked for again", [refused], undefined, [], 1],
  ["a refusal after a lost answer ends it", [gone, refused], undefined, [100], 2],
  ["it ends when the waits are used up", [gone, gone, gone, gone], undefined, [100, 400, 1_500], 4],
])("%s", async (_promise, failures, answer, waits, calls) => {
  const { run, waited, calls: made } = setUp(failures);
  if (answer === undefined) await expect(run()).rejects.toBe(failures.at(-1));
  else expect(await run()).toBe(answer);
  expect(waited).toEqual(waits);
  expect(made()).toBe(calls);
});
