import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Shot, shots } from "./hostile-pushes.ts";
import {
  complaints,
  envelope,
  type HostileStack,
  openHostileStack,
  push,
  pushTokens,
  writeRaw,
} from "./hostile-support.ts";

let stack: HostileStack;
beforeAll(async () => {
  stack = await openHostileStack();
}, 120_000);
afterAll(() => stack?.end());
afterEach(() => expect(stack.casualties()).toEqual([]));

const json = { "content-type": "application/json" };
describe.each([
  ["whatsapp-worker", "whatsapp-send", { sendId: randomUUID() }],
  ["whatsapp-dispatcher", "campaign-plan", { campaignId: randomUUID() }],
  ["conversation-worker", "conversation-process", { conversationId: randomUUID() }],
])("%s", (service, topic, data) => {
  async function shoot(path: string, [, body, headers]: Shot, authorization?: string): Promise<Response> {
    const token = authorization ?? `Bearer ${(await pushTokens(stack, stack.urlOf(service))).good}`;
    return fetch(`${stack.urlOf(service)}${path}`, {
      method: "POST",
      headers: { ...json, authorization: token, ...headers },
      body,
    });
  }
  async function refusals(): Promise<number> {
    const { rows } = await stack.pool.query(
      "select coalesce(sum(occurrences), 0)::integer as n from public.dead_letters where topic = $1",
      [topic],
    );
    return rows[0].n;
  }

  test.each(shots(topic, data))(
    "refuses %s with a clear 4xx, or records it",
    { timeout: 30_000 },
    async (...shot) => {
      const before = await refusals();
      const answer = await shoot("/", shot);
      const recorded = (await refusals()) - before;
      if (answer.status === 204) expect(recorded).toBe(1);
      else {
        expect([400, 413, 415]).toContain(answer.status);
        expect(answer.headers.get("content-type")).toContain("application/problem+json");
        expect(await answer.json()).toMatchObject({
          status: answer.status,
          code: expect.stringMatching(/^request\./),
        });
        expect(recorded).toBe(0);
      }
    },
  );

  test.each(shots(topic, data))(
    "takes %s as a dead letter, or refuses it",
    { timeout: 30_000 },
    async (...shot) => {
      const before = await refusals();
      const answer = await shoot("/dead-letter", shot);
      const recorded = (await refusals()) - before;
      expect([answer.status, recorded]).toEqual(answer.status === 204 ? [204, 1] : [answer.status, 0]);
      expect([204, 400, 413, 415]).toContain(answer.status);
    },
  );

  test("sends away with 413 what is over Pub/Sub's own limit", async () => {
    expect((await shoot("/", ["", Buffer.alloc(15 * 1024 * 1024, 32)])).status).toBe(413);
  });

  test("records the same refused message once, and counts how often it came", async () => {
    const shot: Shot = ["", JSON.stringify(push({ no: "envelope" }))];
    const before = await refusals();
    for (let times = 0; times < 3; times++) expect((await shoot("/", shot)).status).toBe(204);
    const { rows } = await stack.pool.query(
      "select max(occurrences) as most from public.dead_letters where topic = $1",
      [topic],
    );
    expect([(await refusals()) - before, rows[0].most]).toEqual([3, 3]);
  });

  test("takes a good push whatever its content type says, and a foreign field with it", async () => {
    const before = await refusals();
    const body = JSON.stringify({ ...push(envelope(topic, { ...data, future: "field" })), more: 1 });
    expect((await shoot("/", ["", body, { "content-type": "text/plain" }])).status).toBe(204);
    expect(await refusals()).toBe(before);
  });

  test("believes no token but its own", async () => {
    const { wrong } = await pushTokens(stack, stack.urlOf(service));
    const before = await refusals();
    for (const [which, authorization] of Object.entries(wrong)) {
      for (const path of ["/", "/dead-letter"]) {
        const answer = await fetch(`${stack.urlOf(service)}${path}`, {
          method: "POST",
          headers: { ...json, ...(authorization === undefined ? {} : { authorization }) },
          body: JSON.stringify(push({ no: "envelope" })),
        });
        expect([which, path, answer.status]).toEqual([which, path, 401]);
      }
    }
    expect(await refusals()).toBe(before);
  });

  test.each(["GET", "PUT", "PATCH", "DELETE"])("knows no %s", async (method) => {
    expect((await fetch(`${stack.urlOf(service)}/`, { method })).status).toBe(404);
  });

  test.each<[string, (string | number)[], RegExp]>([
    [
      "chunks that are none",
      ["POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\nlixo\r\n0\r\n\r\n"],
      / 40[01] /,
    ],
    [
      "two lengths",
      ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"],
      / 400 /,
    ],
    [
      "a length and chunks",
      ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
      / 40[01] /,
    ],
    ["a negative length", ["POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n{}"], / 400 /],
    ["headers without end", [`POST / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(100_000)}`], / 431 /],
    ["no HTTP", ["\u0016\u0003\u0001lixo lixo\r\n\r\n"], / 400 /],
    ["a path that is none", ["GET /%ff%zz HTTP/1.1\r\nhost: x\r\n\r\n"], / 40[04] /],
  ])("answers %s with 4xx", async (_what, pieces, status) => {
    expect(await writeRaw(stack.urlOf(service), pieces)).toMatch(status);
  });

  test("forgets a sender that goes away in the middle of a body", async () => {
    const head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n";
    await Promise.all(Array.from({ length: 20 }, () => writeRaw(stack.urlOf(service), [head, "{", 50], 100)));
    expect((await fetch(`${stack.urlOf(service)}/health/ready`)).status).toBe(200);
  });
});

test("after all that no service has answered 5xx or fallen over", async () => {
  expect(await complaints(stack)).toEqual([]);
  for (const { name } of stack.manifests)
    expect((await fetch(`${stack.urlOf(name)}/health/deep`)).status).toBe(200);
});
