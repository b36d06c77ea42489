import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explainWebhook, explanationSchema, parseWebhook } from "../src/inbound/index.ts";
import {
  type InboundProvider,
  inboundEventSchema,
  inboundProviders,
  type ParsedWebhook,
} from "../src/index.ts";
import { fixtureBytes, fixturesOf } from "./fixtures.ts";
import { createRandom, mutateWebhook } from "./mutate-webhook.ts";

const rounds = 100_000;
const receivedAt = new Date("2026-03-20T12:00:00Z");

function expectWellFormed(parsed: ParsedWebhook): void {
  expect(parsed.length).toBeGreaterThan(0);
  for (const { events } of parsed) {
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      inboundEventSchema.parse(event);
      if (event.kind === "ignored") expect(event.reason).toMatch(/^[\w. ,-]{3,80}$/);
      const ids = [
        ...("externalId" in event ? [event.externalId ?? "-"] : []),
        ...("targetId" in event ? [event.targetId] : []),
      ];
      for (const id of ids) expect(id.length > 0 && id.length <= 512).toBe(true);
      if ("at" in event) expect(event.at === null || !Number.isNaN(event.at.getTime())).toBe(true);
      if ("phone" in event && event.phone !== null) expect(event.phone).toMatch(/^[1-9]\d{6,14}$/);
      if ("lid" in event && event.lid !== undefined) expect(event.lid).toMatch(/^\d+@lid$/);
      if ("recipientPhone" in event) expect(event.recipientPhone).toMatch(/^[1-9]\d{6,14}$/);
    }
  }
  const json = JSON.stringify(parsed);
  expect(json).not.toContain("\\u0000");
  expect(json).not.toMatch(/\\ud[89a-f]/);
}

test(`${rounds} broken webhooks of four providers are all read without a throw, and all leave a trace`, {
  timeout: 300_000,
}, () => {
  const texts = inboundProviders.flatMap((provider) =>
    fixturesOf(provider).map(([name]) => ({
      provider,
      text: fixtureBytes(`${provider}/${name}`).toString("utf8"),
    })),
  );
  const random = createRandom(20_260_310);
  for (let round = 0; round < rounds; round++) {
    const { provider = "meta", text = "" } = texts[round % texts.length] ?? {};
    const body = mutateWebhook(text, random);
    const parsed = parseWebhook(provider, body, receivedAt);
    if (round % 20 !== 0) continue;
    expectWellFormed(parsed);
    explanationSchema.parse(explainWebhook(provider, JSON.stringify(body), receivedAt));
  }
});

describe.each(inboundProviders)("of %s", (provider) => {
  test("any JSON at all is read without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => expectWellFormed(parseWebhook(provider, body, receivedAt))),
    );
  });

  test("fields that nobody knows yet change nothing", () => {
    const anyField = fc.dictionary(
      fc.string().map((key) => `x_${key}`),
      fc.jsonValue(),
      { maxKeys: 3 },
    );
    const samples = fixturesOf(provider);
    fc.assert(
      fc.property(fc.constantFrom(...samples), anyField, ([, body], more) => {
        expect(parseWebhook(provider, withFields(body, more), receivedAt)).toEqual(
          parseWebhook(provider, body, receivedAt),
        );
      }),
    );
  });

  test("a body nested a hundred thousand levels deep is no more than unknown", () => {
    const deep = `${'{"message":{"ephemeralMessage":'.repeat(50_000)}1${"}}".repeat(50_000)}`;
    for (const [name] of fixturesOf(provider)) {
      const text = fixtureBytes(`${provider}/${name}`).toString("utf8");
      const body = text.replace(/"(message|content|value)": ?\{/g, `"$1":${deep},"was_$1":{`);
      expectWellFormed(parseWebhook(provider, JSON.parse(body), receivedAt));
    }
    expectWellFormed(parseWebhook(provider, JSON.parse(deep), receivedAt));
  });

  test("a body of more items than fit into one call is read", () => {
    const many = new Array(150_000).fill(null);
    const bodies: Record<InboundProvider, unknown> = {
      meta: { entry: [{ id: "1", changes: [{ field: "messages", value: { messages: many } }] }] },
      evolution: { event: "messages.upsert", data: many },
      uazapi: { EventType: "messages", message: many },
      lancepilot: { event: "message.incoming", data: many },
    };
    const events = parseWebhook(provider, bodies[provider], receivedAt).flatMap((group) => group.events);
    expect(events).toHaveLength(many.length);
  });
});

function withFields(value: unknown, more: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => withFields(item, more));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.entries(value).map(([key, field]) => [key, withFields(field, more)]);
  return { ...Object.fromEntries(inner), ...more };
}
