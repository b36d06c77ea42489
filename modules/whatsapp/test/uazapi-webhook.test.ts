import { expect, test } from "vitest";
import type { InboundEvent } from "../src/index.ts";
import { parseUazapiWebhook, verifyUazapiToken } from "../src/uazapi/index.ts";
import { fixture } from "./fixtures.ts";

const eventsOf = (body: unknown): InboundEvent[] => {
  const groups = parseUazapiWebhook(body);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.sender).toEqual({ instance: "a1B2c3" });
  return groups[0]?.events ?? [];
};
const webhook = (EventType: string, rest: object) => ({ EventType, instanceName: "a1B2c3", ...rest });
const said = (message: object) =>
  eventsOf(
    webhook("messages", {
      message: {
        messageid: "AC1",
        chatid: "5511900000021@s.whatsapp.net",
        sender: "220000000000021@lid",
        sender_pn: "5511900000021@s.whatsapp.net",
        senderName: "Júlia",
        fromMe: false,
        messageType: "Conversation",
        text: "oi",
        messageTimestamp: 1773316800000,
        ...message,
      },
    }),
  )[0];

const base = { kind: "message", direction: "in", replyAddress: "5511900000021@s.whatsapp.net" };

test("the file of a message is asked for by its id", () => {
  expect(eventsOf(fixture("uazapi/document.json"))[0]).toMatchObject({
    type: "document",
    media: {
      fetchBy: "message-id",
      id: "AC7A6417F2DC12F8B88118BFBF6481FC",
      mimeType: "application/pdf",
      fileName: "Catálogo.pdf",
      bytes: 5_606_601,
    },
  });
  expect(eventsOf(fixture("uazapi/audio-ptt.json"))[0]).toMatchObject({ media: { voice: true, seconds: 2 } });
});

test("what our API sent, what a person typed and what a contact wrote are told apart", () => {
  const [byApi] = eventsOf(fixture("uazapi/from-me-by-api.json"));
  expect(byApi).toMatchObject({ direction: "out", sentByApi: true, trackId: "send:9c2f0001" });
  const [byHuman] = eventsOf(fixture("uazapi/from-me-by-human.json"));
  expect(byHuman).toMatchObject({ direction: "out", sentByApi: false, phone: "5511900000021" });
  expect(byHuman).not.toHaveProperty("name");
  expect(said({})).toMatchObject({ direction: "in", name: "Júlia", lid: "220000000000021@lid" });
  expect(said({ track_id: "send:1" })).not.toHaveProperty("trackId");
});

test.each([
  ["the sender's phone", {}, "5511900000021", "220000000000021@lid"],
  ["the chat's, where the sender has none", { sender_pn: "" }, "5511900000021", "220000000000021@lid"],
  ["no phone from a LID", { sender_pn: "", chatid: "5511900000021@lid" }, null, "220000000000021@lid"],
  [
    "ours is not the contact's",
    { fromMe: true, sender_pn: "551160000001@s.whatsapp.net" },
    "5511900000021",
    undefined,
  ],
  ["a truth in words", { fromMe: "True", wasSentByApi: "False" }, "5511900000021", undefined],
])("of whom: %s", (_, message, phone, lid) => {
  const event = said(message);
  expect(event).toMatchObject({ kind: "message", phone });
  expect(event?.kind === "message" && event.lid).toBe(lid);
});

test.each([
  [
    "a button",
    { messageType: "ButtonsResponseMessage", buttonOrListid: "sim", vote: "Sim", text: "" },
    { type: "button-reply", text: "Sim", buttonPayload: "sim" },
  ],
  [
    "a template's button",
    { messageType: "TemplateButtonReplyMessage", buttonOrListid: "PARAR", text: "Parar" },
    { type: "button-reply", text: "Parar", buttonPayload: "PARAR" },
  ],
  [
    "a row of a list, by its own part alone",
    {
      messageType: "ListResponseMessage",
      text: "",
      content: { title: "Fones", singleSelectReply: { selectedRowID: "fones" } },
    },
    { type: "list-reply", text: "Fones", buttonPayload: "fones" },
  ],
  [
    "a reaction",
    { messageType: "ReactionMessage", type: "reaction", reaction: "3EB0", text: "👍" },
    { type: "reaction", text: "👍", contextId: "3EB0" },
  ],
  ["a sticker", { messageType: "StickerMessage", mediaType: "sticker", text: "" }, { type: "sticker" }],
  [
    "a location",
    {
      messageType: "LocationMessage",
      text: "",
      content: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: "Sé" },
    },
    { type: "location", location: { latitude: -23.5, longitude: -46.6, name: "Sé" } },
  ],
  [
    "a contact",
    {
      messageType: "ContactMessage",
      text: "",
      content: {
        displayName: "Rui",
        vcard: "BEGIN:VCARD\nTEL;type=CELL;waid=5541900000004:+55 41 90000-0004\nEND:VCARD",
      },
    },
    { type: "contacts", contacts: [{ name: "Rui", phone: "5541900000004" }] },
  ],
  ["text in the content only", { text: "", content: "só aqui" }, { type: "text", text: "só aqui" }],
  [
    "a caption in the content only",
    { messageType: "VideoMessage", text: "", content: { caption: "veja" } },
    { type: "video", text: "veja" },
  ],
  [
    "what is to be viewed once",
    {
      messageType: "ViewOnceMessageV2",
      text: "",
      content: { message: { imageMessage: { caption: "1x", mimetype: "image/jpeg" } } },
    },
    { type: "image", text: "1x", media: { mimeType: "image/jpeg" } },
  ],
  [
    "what is ephemeral, and in it to be viewed once",
    {
      messageType: "EphemeralMessage",
      text: "",
      content: { message: { viewOnceMessage: { message: { conversation: "some" } } } },
    },
    { type: "text", text: "some" },
  ],
  ["what is quoted", { quoted: "3EB1" }, { type: "text", contextId: "3EB1" }],
  [
    "a vote in a poll",
    { messageType: "PollUpdateMessage", text: "", vote: "Azul" },
    { type: "unsupported", text: "Azul" },
  ],
  ["a name that every object knows", { messageType: "constructor" }, { type: "unsupported" }],
])("%s is named", (_, message, expected) => {
  expect(said(message)).toMatchObject({ ...base, ...expected });
});

test("an edit names the message that it changes", () => {
  expect(said({ edited: "AC0", text: "oi!" })).toMatchObject({
    kind: "edit",
    externalId: "AC1",
    targetId: "AC0",
    text: "oi!",
  });
});

test.each([
  ["a group", { isGroup: true, chatid: "1203@g.us" }, "group message"],
  ["a group that only says so", { isGroup: "True" }, "group message"],
  ["a story", { chatid: "status@broadcast" }, "broadcast message"],
  ["a channel", { chatid: "1203@newsletter" }, "channel message"],
  ["a timer", { messageType: "ProtocolMessage" }, "protocol message"],
  ["nobody", { chatid: "", sender: "", sender_pn: "" }, "message without address"],
  ["no id", { messageid: "", id: null }, "message without id"],
])("%s is set aside", (_, message, reason) => {
  expect(said(message)).toEqual({ kind: "ignored", reason });
});

const receipt = {
  Chat: "5511900000021@s.whatsapp.net",
  IsFromMe: "False",
  MessageIDs: ["A", "B"],
  Timestamp: "1773317300",
};
test("a receipt is one status for each message, its time in seconds", () => {
  expect(eventsOf(webhook("messages_update", { state: "Played", event: receipt }))).toEqual(
    ["A", "B"].map((externalId) => ({
      kind: "status",
      externalId,
      status: "read",
      at: new Date("2026-03-12T12:08:20Z"),
      recipientPhone: "5511900000021",
    })),
  );
});

test.each([
  [
    "a flat update",
    { messageid: "A", status: "Delivered" },
    { kind: "status", externalId: "A", status: "delivered", at: null },
  ],
  [
    "one id that is no list",
    { state: "Sent", event: { ...receipt, MessageIDs: "A" } },
    { kind: "status", status: "sent" },
  ],
  ["a receipt that says it itself", { event: { ...receipt, Type: "read" } }, { status: "read" }],
  [
    "a failure",
    { messageid: "A", status: "Failed" },
    { status: "failed", errorCode: "uazapi.delivery_failed" },
  ],
  [
    "a state of tomorrow",
    { state: "Teleported", event: receipt },
    { kind: "ignored", reason: "status Teleported" },
  ],
  ["no id", { state: "Read", event: {} }, { kind: "ignored", reason: "status without id" }],
  [
    "our own reading",
    { state: "Read", event: { ...receipt, Type: "read-self" } },
    { reason: "status of a received message" },
  ],
  ["a group's", { state: "Read", event: { ...receipt, IsGroup: true } }, { reason: "group status" }],
])("of statuses: %s", (_, update, expected) => {
  expect(eventsOf(webhook("messages_update", update))[0]).toMatchObject(expected);
});

test.each([
  ["connected", { instance: { status: "connected" } }, { kind: "sender-state", state: "open" }],
  ["connecting", { instance: { status: "connecting" } }, { kind: "sender-state", state: "connecting" }],
  [
    "a reason in words",
    { instance: { status: "disconnected", lastDisconnectReason: "gone" }, type: "LoggedOut" },
    { state: "close", code: "LoggedOut" },
  ],
  ["a state of tomorrow", { instance: { status: "asleep" } }, { kind: "ignored" }],
])("of connections: %s", (_, rest, expected) => {
  expect(eventsOf(webhook("connection", rest))[0]).toMatchObject(expected);
});

test("a lost connection tells the number in its reason", () => {
  expect(eventsOf(fixture("uazapi/connection-disconnected.json"))).toEqual([
    { kind: "sender-state", state: "close", code: "401" },
  ]);
});

test.each([
  ["another event", webhook("presence", {}), "event presence"],
  ["an event of another size", webhook("<b>", {}), "event unknown"],
])("%s is ignored by name", (_, body, reason) => {
  expect(eventsOf(body)).toEqual([{ kind: "ignored", reason }]);
});

test("the instance's token, which the body carries, goes into no event", () => {
  const text = JSON.stringify(parseUazapiWebhook(fixture("uazapi/text.json")));
  expect(text).not.toContain("aaaaaaaa-0000");
});

test.each([
  ["the instance's token", '{"token":"s3cret"}', "s3cret", "right"],
  ["another one", '{"token":"other"}', "s3cret", "wrong"],
  ["none", "{}", "s3cret", "absent"],
  ["an empty one", '{"token":""}', "s3cret", "absent"],
  ["no text", '{"token":7}', "s3cret", "absent"],
  ["no JSON", "token=s3cret", "s3cret", "absent"],
  ["any, where none is kept", '{"token":"x"}', "", "wrong"],
])("a body with %s is told apart", (_, body, token, verdict) => {
  expect(verifyUazapiToken(Buffer.from(body), token)).toBe(verdict);
});
