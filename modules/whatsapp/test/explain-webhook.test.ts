import fc from "fast-check";
import { expect, test } from "vitest";
import { explainWebhook } from "../src/inbound/index.ts";
import { type InboundProvider, inboundProviders, variants } from "../src/index.ts";

const receivedAt = new Date("2026-03-20T12:00:00Z");
const personOf = (provider: InboundProvider, body: unknown) =>
  explainWebhook(provider, JSON.stringify(body), receivedAt).events[0]?.person;

/** "oi" from a phone, as each provider posts it. */
const hello: Record<InboundProvider, (phone: string) => unknown> = {
  meta: (from) => ({
    entry: [
      {
        id: "1",
        changes: [
          { field: "messages", value: { messages: [{ id: "w", from, type: "text", text: { body: "oi" } }] } },
        ],
      },
    ],
  }),
  evolution: (phone) => ({
    event: "messages.upsert",
    data: { key: { id: "A", remoteJid: `${phone}@s.whatsapp.net` }, message: { conversation: "oi" } },
  }),
  uazapi: (phone) => ({
    EventType: "messages",
    message: { messageid: "A", chatid: `${phone}@s.whatsapp.net`, messageType: "Conversation", text: "oi" },
  }),
  lancepilot: (number) => ({
    event: "message.incoming",
    data: {
      id: "1",
      attributes: { message: { type: "text", body: "oi" } },
      relationships: { contact: { attributes: { number } } },
    },
  }),
};

test("with or without the ninth digit, and whoever tells it, it is one person; the phone stays as it was told", () => {
  const mobile = fc
    .tuple(fc.constantFrom("11", "31", "61", "85"), fc.integer({ min: 60_000_000, max: 99_999_999 }))
    .map(([ddd, number]) => `55${ddd}9${number}`);
  fc.assert(
    fc.property(mobile, fc.constantFrom(...inboundProviders), (phone, provider) => {
      for (const spelling of variants(phone)) {
        const [event] = explainWebhook(
          provider,
          JSON.stringify(hello[provider](spelling)),
          receivedAt,
        ).events;
        expect(event).toMatchObject({ phone: spelling, person: phone, text: "oi" });
      }
    }),
  );
});

test("who has no phone is the LID or the user id, and a number of another country is as it is", () => {
  const lid = { id: "A", remoteJid: "210000000000014:2@lid" };
  expect(personOf("evolution", { event: "messages.upsert", data: { key: lid, message: {} } })).toBe(
    "210000000000014@lid",
  );
  const message = { id: "w", from_user_id: "BR.15", type: "text" };
  const value = { metadata: { phone_number_id: "2" }, messages: [message] };
  expect(personOf("meta", { entry: [{ changes: [{ field: "messages", value }] }] })).toBe("BR.15");
  expect(personOf("uazapi", hello.uazapi("351912345678"))).toBe("351912345678");
});

test("what is said and what is set aside in one body are told apart, each with its number", () => {
  const status = (id: string, word: string) => ({ id, status: word });
  const value = {
    metadata: { phone_number_id: "2" },
    statuses: [status("a", "read"), status("b", "teleported")],
  };
  const body = JSON.stringify({
    entry: [{ id: "1", changes: [{ field: "messages", value }, { field: "calls" }] }],
  });
  expect(explainWebhook("meta", body, receivedAt)).toMatchObject({
    events: [{ kind: "status", type: "read", direction: "out", externalId: "a", sender: "2" }],
    ignored: [
      { reason: "status teleported", sender: "2" },
      { reason: "field calls", sender: "1" },
    ],
  });
});
