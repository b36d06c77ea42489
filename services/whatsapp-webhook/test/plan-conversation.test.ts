import type { InboundEvent, MessageEvent } from "@nova/whatsapp";
import { describe, expect, test } from "vitest";
import { planIngest } from "../src/plan-ingest.ts";
import { parsedSample, samplePaths } from "./samples.ts";

const said = (change: Partial<MessageEvent> = {}): MessageEvent => ({
  kind: "message",
  externalId: "wamid.1",
  direction: "in",
  phone: "5511987654321",
  type: "text",
  text: "oi",
  at: null,
  ...change,
});
const ana = { kind: "phone", value: "5511987654321" };
const plan = (...events: InboundEvent[]) => {
  const [group] = planIngest([{ sender: { phoneNumberId: "1" }, events }], "Pronto!");
  return { messages: group?.messages, changes: group?.changes };
};
const message = { ...ana, direction: "in", externalId: "wamid.1", type: "text", text: "oi" };

test.each<[string, Partial<MessageEvent>, object[] | undefined]>([
  ["a text is kept with its author", { name: "Ana" }, [{ ...message, name: "Ana" }]],
  [
    "with its time and what it quotes",
    { at: new Date("2026-11-20T12:00:00Z"), contextId: "wamid.ours" },
    [{ ...message, at: "2026-11-20T12:00:00.000Z", replyTo: "wamid.ours" }],
  ],
  [
    "with where its bytes are",
    { type: "audio", text: undefined, media: { fetchBy: "media-id", id: "77", voice: true } },
    [
      {
        ...ana,
        direction: "in",
        externalId: "wamid.1",
        type: "audio",
        media: { fetchBy: "media-id", id: "77", voice: true },
      },
    ],
  ],
  [
    "with the place, the ad and the button it came from",
    { location: { latitude: -23.5, longitude: -46.6 }, referral: { clickId: "c" }, buttonPayload: "SIM" },
    [
      {
        ...message,
        content: {
          location: { latitude: -23.5, longitude: -46.6 },
          referral: { clickId: "c" },
          buttonPayload: "SIM",
        },
      },
    ],
  ],
  [
    "of a LID without a phone, an answer goes to the LID",
    { phone: null, lid: "77@lid", replyAddress: "77@lid" },
    [{ ...message, kind: "lid", value: "77@lid", toKind: "jid", toValue: "77@lid" }],
  ],
  [
    "all names of a person are told, so that it is one under each of them",
    { lid: "77@lid", userId: "BR.7" },
    [
      {
        ...message,
        alsoKnownAs: [
          { kind: "bsuid", value: "BR.7" },
          { kind: "lid", value: "77@lid" },
        ],
      },
    ],
  ],
  ["a reaction is kept", { type: "reaction", text: "👍" }, [{ ...message, type: "reaction", text: "👍" }]],
  ["the word to stop is kept too", { text: "SAIR" }, [{ ...message, text: "SAIR" }]],
  [
    "what a person of ours typed on the paired phone is theirs, and says nothing of the contact's name",
    { direction: "out", sentByApi: false, name: "Loja" },
    [{ ...message, direction: "out" }],
  ],
  ["the echo of an API send is in the ledger already", { direction: "out", sentByApi: true }, undefined],
  ["an outgoing word that says not whose it is, is nobody's", { direction: "out" }, undefined],
  [
    "a person's reaction is no take-over",
    { direction: "out", sentByApi: false, type: "reaction" },
    undefined,
  ],
  ["a number's own notice is nobody's word", { type: "system" }, undefined],
  ["nor is its greeting", { type: "welcome" }, undefined],
  ["from nobody nothing can be kept but the raw body", { phone: null }, undefined],
  ["without an id it could come twice", { externalId: "" }, undefined],
  [
    "no text reaches the database with a NUL or half a character, however deep",
    { externalId: "a\u0000", text: "o\ud800i", contacts: [{ name: "B\u0000ia" }] },
    [{ ...message, externalId: "a", text: "o\ufffdi", content: { contacts: [{ name: "Bia" }] } }],
  ],
])("of messages: %s", (_promise, change, messages) => {
  expect(plan(said(change)).messages).toEqual(messages);
});

test("a text of a machine is cut, and not through a character", () => {
  const { messages } = plan(said({ text: `${"x".repeat(65_535)}😀` }));
  expect(messages?.[0]?.text).toHaveLength(65_536);
  expect(messages?.[0]?.text?.isWellFormed()).toBe(true);
});

test("what was edited or taken back is told by the message's own id", () => {
  const edit: InboundEvent = { ...said({ text: "olá" }), kind: "edit", targetId: "wamid.0" };
  const person = { direction: "in", phone: "5511987654321", at: null } as const;
  expect(plan(edit, { kind: "delete", targetId: "wamid.2", ...person }).changes).toEqual([
    { what: "edit", direction: "in", externalId: "wamid.0", text: "olá" },
    { what: "delete", direction: "in", externalId: "wamid.2" },
  ]);
  expect(plan({ kind: "delete", targetId: "", ...person }).changes).toBeUndefined();
});

describe("of the sample webhooks", () => {
  test("every message of a person is kept, once", () => {
    for (const path of samplePaths) {
      const parsed = parsedSample(path);
      const events = parsed.flatMap(({ events: some }) => some);
      const persons = events.filter(
        (event) =>
          event.kind === "message" &&
          !["system", "welcome"].includes(event.type) &&
          (event.direction === "in" || event.sentByApi === false),
      );
      const kept = planIngest(parsed, "Pronto!").flatMap(({ messages = [] }) => messages);
      expect([path, kept.length]).toEqual([path, persons.length]);
    }
  });
});
