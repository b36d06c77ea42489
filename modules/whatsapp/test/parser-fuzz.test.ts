import { expect, test } from "vitest";
import { parseEvolutionWebhook } from "../src/evolution/index.ts";
import type { ParsedWebhook } from "../src/index.ts";
import { parseMetaWebhook } from "../src/meta/index.ts";
import { fixturesOf } from "./fixtures.ts";

const rounds = 20_000;
const nasty: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  "",
  "\0",
  "\ud800",
  "x".repeat(100_000),
  [],
  {},
  [[]],
  [null],
  { low: 1, high: "x" },
  JSON.parse('{"__proto__":{"id":"x"},"constructor":null,"hasOwnProperty":1,"toString":{}}'),
  "constructor",
  "__proto__",
  "1773144000",
  -1773144000,
];

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Replaces, removes, repeats or adds a value at a random place, a few times over. */
function mutate(body: unknown, next: (below: number) => number): unknown {
  let root: unknown = structuredClone(body);
  for (let change = next(4); change >= 0; change--) {
    const places: { holder: Record<string, unknown>; key: string }[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const key of Object.keys(value)) {
        const holder = value as Record<string, unknown>;
        places.push({ holder, key });
        walk(holder[key]);
      }
    };
    walk(root);
    const place = places[next(places.length)];
    const value = structuredClone(nasty[next(nasty.length)]);
    const kind = next(6);
    if (!place || next(200) === 0) root = value;
    else if (kind === 0) delete place.holder[place.key];
    else if (kind === 1) place.holder[place.key] = [place.holder[place.key], value];
    else if (kind === 2) place.holder[`unknown_${change}`] = value;
    else place.holder[place.key] = value;
  }
  return JSON.parse(JSON.stringify(root));
}

function expectWellFormed(parsed: ParsedWebhook): void {
  expect(parsed.length).toBeGreaterThan(0);
  for (const { events } of parsed) {
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      if (event.kind === "ignored") expect(event.reason).toMatch(/^[\w. ,-]{3,80}$/);
      if (event.kind !== "message" && event.kind !== "status") continue;
      expect(event.externalId.length).toBeGreaterThan(0);
      expect(event.externalId.length).toBeLessThanOrEqual(512);
      expect(event.at === null || !Number.isNaN(event.at.getTime())).toBe(true);
      if (event.kind === "message" && event.phone !== null) expect(event.phone).toMatch(/^[1-9]\d{6,14}$/);
    }
  }
  const json = JSON.stringify(parsed);
  expect(json).not.toContain("\\u0000");
  expect(json).not.toMatch(/\\ud[89a-f]/);
}

test.each([
  ["meta", parseMetaWebhook],
  ["evolution", parseEvolutionWebhook],
] as const)(
  `${rounds} broken webhooks of %s are all read without a throw, and all leave a trace`,
  { timeout: 120_000 },
  (provider, parse) => {
    const bodies = fixturesOf(provider).map(([, body]) => body);
    const next = generator(20_260_310);
    for (let round = 0; round < rounds; round++) {
      const body = mutate(bodies[round % bodies.length], next);
      const parsed = parse(body);
      if (round % 10 === 0) expectWellFormed(parsed);
    }
  },
);

test("a body nested a hundred thousand levels deep is no more than unknown", () => {
  const deep: unknown = JSON.parse(
    `${'{"message":{"ephemeralMessage":'.repeat(50_000)}1${"}}".repeat(50_000)}`,
  );
  expect(
    parseEvolutionWebhook({
      event: "messages.upsert",
      data: { key: { id: "1", remoteJid: "1@lid" }, message: deep },
    }),
  ).toHaveLength(1);
  expect(parseMetaWebhook({ entry: [{ changes: [{ field: "messages", value: deep }] }] })).toHaveLength(1);
});
