import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withTimeout } from "../src/index.ts";

test("work that takes too long is told so, as AbortSignal.timeout tells it", async () => {
  const late = withTimeout(5, async (signal) => {
    await sleep(60_000, undefined, { signal });
  });
  await expect(late).rejects.toMatchObject({ cause: expect.objectContaining({ name: "TimeoutError" }) });
});

test.each([
  ["that ended", async () => "done"],
  [
    "that failed",
    async () => {
      throw new Error("no");
    },
  ],
])("work %s is never told afterwards, and no timer keeps it", async (_, work: () => Promise<string>) => {
  let given: AbortSignal | undefined;
  await withTimeout(5, async (signal) => {
    given = signal;
    return work();
  }).catch(() => {});
  await sleep(30);
  expect(given?.aborted).toBe(false);
  expect(given && getEventListeners(given, "abort")).toEqual([]);
});
