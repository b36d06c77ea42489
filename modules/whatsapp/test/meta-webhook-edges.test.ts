import { expect, test } from "vitest";
import { parseMetaWebhook } from "../src/meta/index.ts";

const value = (extra: object) => ({
  object: "whatsapp_business_account",
  entry: [
    { id: "1", changes: [{ field: "messages", value: { metadata: { phone_number_id: "2" }, ...extra } }] },
  ],
});
const eventsOf = (extra: object) => parseMetaWebhook(value(extra)).flatMap(({ events }) => events);

test.each([
  ["played counts as read", { id: "w", status: "played" }, { kind: "status", status: "read" }],
  [
    "a status of tomorrow is ignored by name",
    { id: "w", status: "teleported" },
    { kind: "ignored", reason: "status teleported" },
  ],
  ["a status without id is ignored", { status: "sent" }, { kind: "ignored", reason: "status without id" }],
  [
    "a status to a user id has no phone",
    { id: "w", status: "sent", recipient_user_id: "BR.1" },
    { recipientUserId: "BR.1" },
  ],
  [
    "a user id in the phone's place is no phone",
    { id: "w", status: "sent", recipient_id: "BR.1" },
    { kind: "status" },
  ],
  [
    "a time that cannot be is no time",
    { id: "w", status: "sent", timestamp: "99999999999999" },
    { at: null },
  ],
])("%s", (_, status, expected) => {
  const [event] = eventsOf({ statuses: [status] });
  expect(event).toMatchObject(expected);
  expect(event).not.toHaveProperty("recipientPhone");
});

test("one broken item takes no other with it", () => {
  const good = {
    id: "w1",
    from: "5511900000001",
    timestamp: "1773144000",
    type: "text",
    text: { body: "oi" },
  };
  const events = eventsOf({
    contacts: "none",
    messages: [null, 7, { id: "w0", type: { a: 1 } }, good],
    statuses: [[]],
  });
  expect(events.map(({ kind }) => kind)).toEqual(["ignored", "ignored", "message", "message", "ignored"]);
  expect(events[2]).toMatchObject({ type: "unsupported", phone: null, at: null });
  expect(events[3]).toMatchObject({ externalId: "w1", text: "oi" });
});

test("a name belongs to the contact whose number it is", () => {
  const contacts = [
    { wa_id: "5511900000001", profile: { name: "Ana" } },
    { wa_id: "5511900000002", profile: { name: "Bia" } },
  ];
  const events = eventsOf({
    contacts,
    messages: ["5511900000002", "5511900000003"].map((from) => ({ id: from, from, type: "text" })),
  });
  expect(events.map((event) => event.kind === "message" && event.name)).toEqual(["Bia", undefined]);
});

test("text that a database refuses is made storable", () => {
  const [event] = eventsOf({
    messages: [{ id: "w", from: "5511900000001", type: "text", text: { body: "a\0b\ud800c" } }],
  });
  expect(event).toMatchObject({ text: "ab\ufffdc" });
});

test("an id too long for an index is no id", () => {
  expect(eventsOf({ messages: [{ id: "w".repeat(5_000), type: "text" }] })).toEqual([
    { kind: "ignored", reason: "message without id" },
  ]);
});

test.each([
  ["an empty body", {}],
  ["no entries", { object: "whatsapp_business_account", entry: [] }],
  ["null", null],
  ["a list", []],
  ["a text", "x"],
])("%s leaves a trace", (_, body) => {
  expect(parseMetaWebhook(body)).toEqual([
    { sender: {}, events: [{ kind: "ignored", reason: "not a webhook of Meta" }] },
  ]);
});

test("a field of tomorrow is ignored by name", () => {
  const body = {
    entry: [
      { id: "1", changes: [{ field: "phone_number_quality_update", value: {} }, { field: "<script>" }, {}] },
    ],
  };
  expect(parseMetaWebhook(body)).toEqual([
    {
      sender: { wabaId: "1" },
      events: ["phone_number_quality_update", "unknown", "unknown"].map((field) => ({
        kind: "ignored",
        reason: `field ${field}`,
      })),
    },
  ]);
});

test("what a person writes in the app of a shared number is theirs, to the contact", () => {
  const echo = { from: "551140000001", to: "5511900000001", id: "w", type: "text", text: { body: "oi" } };
  const body = {
    entry: [
      {
        id: "1",
        changes: [
          {
            field: "smb_message_echoes",
            value: { metadata: { phone_number_id: "2" }, message_echoes: [echo, {}] },
          },
        ],
      },
    ],
  };
  expect(parseMetaWebhook(body)).toEqual([
    {
      sender: { phoneNumberId: "2", wabaId: "1" },
      events: [
        {
          kind: "message",
          externalId: "w",
          direction: "out",
          sentByApi: false,
          phone: "5511900000001",
          type: "text",
          text: "oi",
          at: null,
        },
        { kind: "ignored", reason: "message without id" },
      ],
    },
  ]);
});

const elisa = { user_id: "BR.15", profile: { name: "Elisa" } };
test.each([
  ["the user id in the message", { from_user_id: "BR.15" }, [elisa]],
  ["an empty phone", { from: "", from_user_id: "BR.15" }, [elisa]],
  ["the only contact there is", { from: "" }, [elisa]],
  ["the user id in the phone's place", { from: "BR.15" }, [elisa]],
])("who has no phone is known by %s", (_, from, contacts) => {
  const [event] = eventsOf({ contacts, messages: [{ id: "w", type: "text", ...from }] });
  expect(event).toMatchObject({ phone: null, userId: "BR.15" });
});

test("of two contacts neither is taken for an author that nobody names", () => {
  const contacts = [elisa, { user_id: "BR.16" }];
  const [event] = eventsOf({ contacts, messages: [{ id: "w", type: "text" }] });
  expect(event).toMatchObject({ phone: null });
  expect(event).not.toHaveProperty("userId");
});

const wish = { wa_id: "5511900000001", category: "marketing_messages", value: "stop", timestamp: 1731705721 };
test.each<[string, object, object]>([
  [
    "to stop",
    wish,
    {
      kind: "preference",
      wantsMarketing: false,
      phone: "5511900000001",
      at: new Date("2024-11-15T21:22:01Z"),
    },
  ],
  ["to resume", { ...wish, value: "resume" }, { kind: "preference", wantsMarketing: true }],
  ["of someone without a phone", { ...wish, wa_id: "", user_id: "BR.15" }, { phone: null, userId: "BR.15" }],
  ["of tomorrow", { ...wish, value: "pause" }, { kind: "ignored", reason: "preference pause" }],
  ["about something else", { ...wish, category: "calls" }, { kind: "ignored" }],
  ["of nobody", { ...wish, wa_id: null }, { kind: "ignored", reason: "preference of nobody" }],
])("a wish %s, told to WhatsApp, is read", (_, preference, expected) => {
  const metadata = { phone_number_id: "2" };
  const change = { field: "user_preferences", value: { metadata, user_preferences: [preference] } };
  const [group] = parseMetaWebhook({ entry: [{ id: "1", changes: [change] }] });
  expect(group?.sender.phoneNumberId).toBe("2");
  expect(group?.events).toMatchObject([expected]);
});
