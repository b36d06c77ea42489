import { expect, test } from "vitest";
import { createReplanning } from "../src/create-replanning.ts";

const now = new Date("2026-03-02T12:00:00Z");
const in_ = (ms: number) => new Date(now.getTime() + ms);

test("a throttled send is planned again at its time, not at the next tick", () => {
  expect(createReplanning()("c1", in_(2_000), now)).toEqual(in_(2_000));
});

test("a plan that is asked for already covers what may go by then", () => {
  const replan = createReplanning();
  replan("c1", in_(2_000), now);
  expect(replan("c1", in_(1_500), now)).toBeUndefined();
  expect(replan("c1", in_(2_000), now)).toBeUndefined();
});

test("a storm of throttled sends asks for a plan every two seconds at most", () => {
  const replan = createReplanning();
  const plans = Array.from({ length: 1_000 }, (_, index) =>
    replan("c1", in_(2_000 + index * 10), in_(index * 10)),
  );
  expect(plans.filter((at) => at !== undefined).length).toBeLessThanOrEqual(6);
});

test("each campaign has plans of its own, and what is over a minute away is the tick's", () => {
  const replan = createReplanning();
  replan("c1", in_(2_000), now);
  expect(replan("c2", in_(2_000), now)).toEqual(in_(2_000));
  expect(replan("c2", in_(61_000), now)).toBeUndefined();
});
