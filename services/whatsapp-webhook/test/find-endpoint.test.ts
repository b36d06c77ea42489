import { randomUUID } from "node:crypto";
import type { WebhookEndpoint } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { createFindEndpoint } from "../src/find-endpoint.ts";

const id = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";
const endpoint: WebhookEndpoint = { id, clientId: id, provider: "meta", secret: "sealed" };

function setUp() {
  let clock = 0;
  const asked: string[] = [];
  const known = new Map<string, WebhookEndpoint>([[id, endpoint]]);
  let failing = false;
  const find = createFindEndpoint(
    {
      findEndpoint: async (given) => {
        asked.push(given);
        if (failing) throw new Error("database away");
        return known.get(given) ?? null;
      },
    },
    () => clock,
  );
  return {
    find,
    asked,
    known,
    pass: (ms: number) => {
      clock += ms;
    },
    fail: (value: boolean) => {
      failing = value;
    },
  };
}

test("an address is asked for once a minute", async () => {
  const { find, asked, pass } = setUp();
  expect(await find(id)).toBe(endpoint);
  pass(59_999);
  expect(await find(id)).toBe(endpoint);
  expect(asked).toHaveLength(1);
  pass(1);
  await find(id);
  expect(asked).toHaveLength(2);
});

test("a new secret counts after a minute at most, a removed address too", async () => {
  const { find, known, pass } = setUp();
  await find(id);
  known.set(id, { ...endpoint, secret: "another" });
  pass(60_000);
  expect(await find(id)).toMatchObject({ secret: "another" });
  known.delete(id);
  pass(60_000);
  expect(await find(id)).toBeNull();
});

test("an unknown address is remembered as unknown, so that guessing costs the database little", async () => {
  const { find, asked } = setUp();
  const unknown = randomUUID();
  expect(await find(unknown)).toBeNull();
  expect(await find(unknown)).toBeNull();
  expect(asked).toEqual([unknown]);
});

test.each([
  "",
  "x",
  "constructor",
  "__proto__",
  `${id}0`,
  id.replaceAll("-", ""),
  "%00",
  "' or 1=1 --",
  `${id}\n`,
])("%j is no address and the database is not asked", async (given) => {
  const { find, asked } = setUp();
  expect(await find(given)).toBeNull();
  expect(asked).toEqual([]);
});

test("no more than a thousand are kept, whatever is asked for", async () => {
  const { find, asked } = setUp();
  await find(id);
  for (let index = 0; index < 1_000; index++) await find(randomUUID());
  await find(id);
  expect(asked.filter((one) => one === id)).toHaveLength(2);
});

test("a failure is thrown and not remembered", async () => {
  const { find, fail } = setUp();
  fail(true);
  await expect(find(id)).rejects.toThrow("database away");
  fail(false);
  expect(await find(id)).toBe(endpoint);
});
