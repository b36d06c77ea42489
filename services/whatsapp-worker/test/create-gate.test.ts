import { expect, test } from "vitest";
import { createGate } from "../src/create-gate.ts";

test("no more than its width are inside, the others come in by turns, and all get in", async () => {
  const enter = createGate(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 9 }, async (_, index) => {
      const leave = await enter();
      order.push(index);
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside--;
      leave();
      leave(); // leaving twice lets nobody in twice
    }),
  );
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
