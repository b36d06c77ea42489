import { expect, test } from "vitest";
import { parseEvolutionWebhook } from "../src/evolution/index.ts";
import type { InboundEvent } from "../src/index.ts";

const at = (time: string) => new Date(`2026-03-11T${time}Z`);
const eventOf = (body: unknown): InboundEvent | undefined => {
  const groups = parseEvolutionWebhook(body);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.sender).toEqual({ instance: "loja-exemplo" });
  expect(groups[0]?.events).toHaveLength(1);
  return groups[0]?.events[0];
};

const webhook = (event: string, data: unknown) => ({ event, instance: "loja-exemplo", data });
const upsert = (message: unknown, more: object = {}, key: object = {}) =>
  webhook("messages.upsert", {
    key: { id: "A1", remoteJid: "5511900000011@s.whatsapp.net", fromMe: false, ...key },
    message,
    ...more,
  });

test.each([
  ["SERVER_ACK", "sent"],
  ["SENT", "sent"],
  ["DELIVERY_ACK", "delivered"],
  ["DELIVERED", "delivered"],
  ["READ", "read"],
  ["PLAYED", "read"],
  ["ERROR", "failed"],
  ["FAILED", "failed"],
])("the server's %s means %s", (theirs, ours) => {
  expect(eventOf(webhook("messages.update", { keyId: "A1", fromMe: true, status: theirs }))).toMatchObject({
    kind: "status",
    status: ours,
  });
});

test.each([
  ["PENDING says nothing new", { keyId: "A1", fromMe: true, status: "PENDING" }, "status PENDING"],
  ["DELETED is no delivery status", { keyId: "A1", fromMe: true, status: "DELETED" }, "status DELETED"],
  [
    "our reading of their message is no delivery",
    { keyId: "A1", fromMe: false, status: "READ" },
    "status of a received message",
  ],
  [
    "a status in a group is no person's",
    { keyId: "A1", remoteJid: "1203@g.us", status: "READ" },
    "group status",
  ],
  [
    "the database's messageId is not the message's id",
    { messageId: "cm4", fromMe: true, status: "READ" },
    "status without id",
  ],
])("%s", (_, data, reason) => {
  expect(eventOf(webhook("messages.update", data))).toEqual({ kind: "ignored", reason });
});

test.each([
  [
    "the phone of 2.3.1",
    { remoteJid: "5511900000011@s.whatsapp.net", previousRemoteJid: "21@lid" },
    "5511900000011",
    "21@lid",
  ],
  [
    "the phone of senderPn",
    { remoteJid: "21@lid", senderPn: "5511900000011@s.whatsapp.net" },
    "5511900000011",
    "21@lid",
  ],
  [
    "the phone without its device",
    { remoteJid: "5511900000011:7@s.whatsapp.net" },
    "5511900000011",
    undefined,
  ],
  ["no phone from a LID that looks like one", { remoteJid: "5511900000011@lid" }, null, "5511900000011@lid"],
])("%s", (_, key, phone, lid) => {
  const event = eventOf(upsert({ conversation: "oi" }, {}, key));
  expect(event).toMatchObject({ phone });
  expect(event?.kind === "message" && event.lid).toBe(lid);
});

const text = { extendedTextMessage: { text: "dentro" } };
test.each([
  ["ephemeralMessage", { ephemeralMessage: { message: text } }],
  ["viewOnceMessage", { viewOnceMessage: { message: text } }],
  ["two wrappers", { ephemeralMessage: { message: { viewOnceMessageV2: { message: text } } } }],
  ["editedMessage", { editedMessage: { message: text } }],
])("the content of %s is found inside", (_, message) => {
  expect(eventOf(upsert(message))).toMatchObject({ type: "text", text: "dentro" });
});

test.each([
  [
    "a button",
    { buttonsResponseMessage: { selectedButtonId: "sim", selectedDisplayText: "Sim" } },
    { type: "button-reply", text: "Sim", buttonPayload: "sim" },
  ],
  [
    "a template's button",
    { templateButtonReplyMessage: { selectedId: "nao", selectedDisplayText: "Não" } },
    { type: "button-reply", text: "Não", buttonPayload: "nao" },
  ],
  [
    "a native quick reply",
    {
      interactiveResponseMessage: {
        body: { text: "Sim" },
        nativeFlowResponseMessage: { paramsJson: '{"id":"sim"}' },
      },
    },
    { type: "button-reply", text: "Sim", buttonPayload: "sim" },
  ],
  [
    "a flow",
    {
      interactiveResponseMessage: {
        body: { text: "Enviado" },
        nativeFlowResponseMessage: { paramsJson: "{broken" },
      },
    },
    { type: "flow-reply", text: "Enviado" },
  ],
  [
    "a captioned document",
    { documentWithCaptionMessage: { message: { documentMessage: { caption: "NF" } } } },
    { type: "document", text: "NF" },
  ],
  [
    "a contact",
    { contactMessage: { displayName: "Rui" } },
    { type: "contacts", contacts: [{ name: "Rui" }] },
  ],
  ["a sticker", { stickerMessage: {} }, { type: "sticker" }],
  [
    "a removed reaction",
    { reactionMessage: { key: { id: "B" }, text: "" } },
    { type: "reaction", contextId: "B" },
  ],
  ["a poll", { pollCreationMessage: {} }, { type: "unsupported" }],
  ["nothing that could be decrypted", null, { type: "unsupported" }],
])("%s is named", (_, message, expected) => {
  expect(eventOf(upsert(message))).toMatchObject({ kind: "message", externalId: "A1", ...expected });
});

test("a protocol message is no chat message", () => {
  expect(eventOf(upsert({ protocolMessage: { type: 0 } }))).toEqual({
    kind: "ignored",
    reason: "protocol message",
  });
});

test.each([
  ["a number", 1773230400],
  ["a numeric string", "1773230400"],
  ["a long", { low: 1773230400, high: 0, unsigned: true }],
])("the time is read from %s", (_, messageTimestamp) => {
  expect(eventOf(upsert({ conversation: "oi" }, { messageTimestamp }))).toMatchObject({ at: at("12:00:00") });
});

test.each(["Você", "5511900000011", "+55 11 90000-0011", "  "])("“%s” is nobody's name", (pushName) => {
  expect(eventOf(upsert({ conversation: "oi" }, { pushName }))).not.toHaveProperty("name");
});

test("an event may be written as the configuration writes it", () => {
  const { event: _, ...rest } = upsert({ conversation: "oi" });
  expect(eventOf({ ...rest, event: "MESSAGES_UPSERT" })).toMatchObject({ kind: "message", text: "oi" });
});

test.each([
  ["null", null],
  ["a list", []],
  ["no event", { instance: "x" }],
])("%s leaves a trace", (_, body) => {
  expect(parseEvolutionWebhook(body)).toEqual([
    { sender: {}, events: [{ kind: "ignored", reason: "not a webhook of Evolution" }] },
  ]);
});
