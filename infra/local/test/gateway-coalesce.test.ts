import { expect, test } from "vitest";
import { coalesce } from "../src/gateway/realtime/coalesce.ts";

test("who asks during a run gets one more run, and nobody runs beside another", async () => {
  const runs: (() => void)[] = [];
  const ask = coalesce(() => new Promise((resolve) => runs.push(resolve)));
  const asked = [ask(), ask(), ask()];
  expect(runs).toHaveLength(1);
  runs[0]?.();
  await expect.poll(() => runs.length).toBe(2);
  runs[1]?.();
  await Promise.all(asked);
  expect(runs).toHaveLength(2);
});

test("a run that failed does not keep the next from starting", async () => {
  let count = 0;
  const ask = coalesce(async () => {
    count += 1;
    if (count === 1) throw new Error("no database");
  });
  await expect(ask()).rejects.toThrow("no database");
  await ask();
  expect(count).toBe(2);
});
