import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, openLedger } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

type Count = {
  variant: string;
  sent: number;
  delivered: number;
  read: number;
  replied: number;
};
type Metric = "replied" | "read" | "delivered";
type Settings = { metric: Metric; minimumEach: number };
type Choice = { winner: string; decision: { reason: string; z: number | null; counts: Count[] } };

async function choose(settings: Settings, counts: Count[]): Promise<Choice> {
  const { rows } = await ledger.pool.query("select app.choose_variant($1, $2) as choice", [
    settings,
    JSON.stringify(counts),
  ]);
  return rows[0].choice;
}

const anyCount = (variant: string) =>
  fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 4, maxLength: 4 }).map((numbers): Count => {
    const [replied = 0, read = 0, delivered = 0, sent = 0] = numbers.toSorted((a, b) => a - b);
    return { variant, sent, delivered, read, replied };
  });
const anySettings = fc.record({
  metric: fc.constantFrom<Metric>("replied", "read", "delivered"),
  minimumEach: fc.constantFrom(1, 5, 100),
});
const anyCounts = fc
  .integer({ min: 2, max: 4 })
  .chain((size) => fc.tuple(...["A", "B", "C", "D"].slice(0, size).map(anyCount)));

/** The rule told again: the leader's z against each of the others. */
function leadOf({ metric }: Settings, counts: Count[]) {
  const of = (one: Count) => ({
    hits: one[metric],
    base: metric === "delivered" ? one.sent : one.delivered,
    key: one.variant,
  });
  const [leader, ...others] = counts
    .map(of)
    .toSorted((a, b) => b.hits / b.base - a.hits / a.base || a.key.localeCompare(b.key));
  if (!leader) throw new Error("no variants");
  const zs = others.map((other) => {
    const pooled = (leader.hits + other.hits) / (leader.base + other.base);
    const spread = Math.sqrt(pooled * (1 - pooled) * (1 / leader.base + 1 / other.base));
    return spread > 0 ? (leader.hits / leader.base - other.hits / other.base) / spread : 0;
  });
  return { key: leader.key, z: Math.min(...zs) };
}

test("the winner is the one that leads for certain, else A: told again by the textbook", async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, anyCounts, async (settings, counts) => {
      const { winner, decision } = await choose(settings, counts);
      if (counts.some(({ delivered }) => delivered < settings.minimumEach)) {
        expect([winner, decision.reason]).toEqual(["A", "too-few"]);
        return;
      }
      const { key, z } = leadOf(settings, counts);
      if (Math.abs(z - 1.64) < 1e-9) return;
      expect([winner, decision.reason]).toEqual(z >= 1.64 ? [key, "proven"] : ["A", "no-difference"]);
      expect(decision.z).toBeCloseTo(z, 3);
    }),
    { numRuns: 400, seed: 5 },
  );
});

test("the order in which variants are counted decides nothing", async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, anyCounts, async (settings, counts) => {
      expect(await choose(settings, counts.toReversed())).toEqual(await choose(settings, counts));
    }),
    { numRuns: 100, seed: 6 },
  );
});

test("more replies never cost a variant its win", async () => {
  await fc.assert(
    fc.asyncProperty(anyCounts, async (counts) => {
      const settings: Settings = { metric: "replied", minimumEach: 1 };
      const { winner, decision } = await choose(settings, counts);
      if (decision.reason !== "proven") return;
      const better = counts.map((one) =>
        one.variant === winner ? { ...one, replied: Math.min(one.delivered, one.replied + 5) } : one,
      );
      expect((await choose(settings, better)).winner).toBe(winner);
    }),
    { numRuns: 200, seed: 7 },
  );
});

const count = (variant: string, delivered: number, replied: number): Count => ({
  ...{ variant, sent: delivered, delivered, read: replied, replied },
});

test.each([
  ["a clear lead wins", 1, [count("A", 100, 10), count("B", 100, 20)], "B", "proven"],
  ["a lead that may be chance does not", 1, [count("A", 100, 10), count("B", 100, 16)], "A", "no-difference"],
  [
    "nor one over only some of the others",
    1,
    [count("A", 100, 2), count("B", 100, 20), count("C", 100, 19)],
    "A",
    "no-difference",
  ],
  ["A may lead for certain too", 1, [count("A", 100, 30), count("B", 100, 5)], "A", "proven"],
  ["with too few delivered nothing is stated", 50, [count("A", 100, 1), count("B", 49, 40)], "A", "too-few"],
  [
    "nobody answered anyone: no difference",
    1,
    [count("A", 100, 0), count("B", 100, 0)],
    "A",
    "no-difference",
  ],
  ["nothing was delivered at all", 1, [count("A", 0, 0), count("B", 0, 0)], "A", "too-few"],
] as const)("%s", async (_name, minimumEach, counts, winner, reason) => {
  const choice = await choose({ metric: "replied", minimumEach }, [...counts]);
  expect([choice.winner, choice.decision.reason]).toEqual([winner, reason]);
});
