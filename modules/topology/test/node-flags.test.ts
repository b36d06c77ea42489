import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { nodeFlags } from "../src/index.ts";

test("Node takes the flags, and its heap is half of the memory that the manifest gives", () => {
  const run = { cpu: 1, memoryMb: 512, concurrency: 1, minInstances: 0, maxInstances: 1, timeoutSeconds: 60 };
  const script = "console.log(v8.getHeapStatistics().heap_size_limit / 2 ** 20)";
  const limitMb = Number(
    execFileSync(process.execPath, [...nodeFlags({ run }), "-e", script], { encoding: "utf8" }),
  );
  expect(limitMb).toBeGreaterThan(250);
  expect(limitMb).toBeLessThan(330);
});
