import { expect, test } from "vitest";
import { parseEvolutionWebhook } from "../src/evolution/index.ts";
import type { InboundEvent } from "../src/index.ts";

const own = "551150000001";
const contact = "5511900000011";
const jid = (phone: string) => `${phone}@s.whatsapp.net`;
const eventOf = (event: string, data: unknown): InboundEvent | undefined =>
  parseEvolutionWebhook({ event, instance: "loja-exemplo", sender: jid(own), data })[0]?.events[0];
const upsert = (message: unknown, key: object = {}) =>
  eventOf("messages.upsert", { key: { id: "A2", remoteJid: jid(contact), fromMe: false, ...key }, message });

const edited = {
  key: { id: "A1", remoteJid: jid(own), fromMe: true },
  editedMessage: { conversation: "sábado?" },
};

test.each([
  ["bare", { protocolMessage: edited }],
  ["in its wrapper", { editedMessage: { message: { protocolMessage: edited } } }],
])("an edit that comes as a message, %s, is one of the chat's contact", (_, message) => {
  expect(upsert(message)).toMatchObject({
    kind: "edit",
    externalId: "A2",
    targetId: "A1",
    direction: "in",
    phone: contact,
    type: "text",
    text: "sábado?",
  });
});

test.each(["REVOKE", 0])("a deletion that comes as a message (%j) names what it takes back", (type) => {
  expect(upsert({ protocolMessage: { key: { id: "A1" }, type } })).toMatchObject({
    kind: "delete",
    targetId: "A1",
    direction: "in",
    phone: contact,
  });
});

test.each([
  [
    "a timer",
    "messages.edited",
    { key: { id: "A1", remoteJid: jid(contact) }, type: "EPHEMERAL_SETTING" },
    "protocol message",
  ],
  ["an edit without a key", "messages.edited", { editedMessage: { conversation: "x" } }, "protocol message"],
  [
    "an edit in a group",
    "messages.edited",
    { ...edited, key: { id: "A1", remoteJid: "1@g.us" } },
    "group message",
  ],
  ["a deletion without id", "messages.delete", { remoteJid: jid(contact) }, "deletion without id"],
  ["a deletion in a group", "messages.delete", { id: "A1", remoteJid: "1@g.us" }, "group message"],
])("%s is set aside", (_, event, data, reason) => {
  expect(eventOf(event, data)).toEqual({ kind: "ignored", reason });
});

test("an edit of ours is outgoing, and may be of a caption", () => {
  const protocolMessage = {
    key: { id: "A1", remoteJid: jid(contact), fromMe: true },
    editedMessage: { imageMessage: { caption: "nova legenda" } },
  };
  expect(upsert({ protocolMessage }, { fromMe: true })).toMatchObject({
    kind: "edit",
    direction: "out",
    type: "image",
    text: "nova legenda",
  });
});

test.each([
  ["comes bare", (data: object) => eventOf("messages.edited", data)],
  ["comes in the contact's message", (data: object) => upsert({ protocolMessage: data })],
])("an edit that %s and says inside that it is ours is believed to be the contact's", (_, told) => {
  const forged = { ...edited, key: { id: "A1", remoteJid: jid(contact), fromMe: true } };
  expect(told(forged)).toMatchObject({ kind: "edit", targetId: "A1", direction: "in" });
  expect(told({ key: forged.key, type: "REVOKE" })).toMatchObject({
    kind: "delete",
    targetId: "A1",
    direction: "in",
  });
});

test.each([
  ["beside a message of ours", { fromMe: true, remoteJid: "21@lid", senderPn: jid(own) }, null],
  ["beside the contact's", { fromMe: true, remoteJid: jid(contact), senderPn: jid(own) }, contact],
])("our own number %s is not the contact's", (_, key, phone) => {
  expect(upsert({ conversation: "oi" }, key)).toMatchObject({ kind: "message", direction: "out", phone });
});

test.each([
  [
    "the server's own store",
    { mediaUrl: "https://s3.example.com/a.ogg" },
    { fetchBy: "url", url: "https://s3.example.com/a.ogg" },
  ],
  ["the webhook itself", { base64: "T2dn" }, { fetchBy: "message-id", inline: true }],
  ["nowhere but the server", {}, { fetchBy: "message-id", id: "A2" }],
])("the bytes of a voice note are in %s", (_, beside, media) => {
  const message = { audioMessage: { ptt: true, url: "https://mmg.whatsapp.net/a.enc" }, ...beside };
  expect(upsert(message)).toMatchObject({ type: "audio", media: { ...media, voice: true } });
  expect(JSON.stringify(upsert(message))).not.toContain(".enc");
});

test("a status in a chat without a phone names the LID", () => {
  const data = { keyId: "A1", remoteJid: "21:3@lid", fromMe: true, status: "READ" };
  expect(eventOf("messages.update", data)).toMatchObject({ kind: "status", recipientLid: "21@lid" });
});
