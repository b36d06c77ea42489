import { expect, test } from "vitest";
import { parseEvolutionWebhook } from "../src/evolution/index.ts";
import type { InboundEvent } from "../src/index.ts";
import { fixture } from "./fixtures.ts";

const at = (time: string) => new Date(`2026-03-11T${time}Z`);
const eventOf = (body: unknown): InboundEvent | undefined => {
  const groups = parseEvolutionWebhook(body);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.sender).toEqual({ instance: "loja-exemplo" });
  expect(groups[0]?.events).toHaveLength(1);
  return groups[0]?.events[0];
};

const fernanda = {
  phone: "5511900000011",
  name: "Fernanda Reis",
  replyAddress: "5511900000011@s.whatsapp.net",
};
const gustavo = {
  phone: "5561900000012",
  name: "Gustavo Melo",
  replyAddress: "5561900000012@s.whatsapp.net",
};
const incoming = { kind: "message", direction: "in" };

test.each([
  [
    "conversation",
    {
      ...fernanda,
      externalId: "3A03956E313DA13BB213",
      type: "text",
      text: "Bom dia, ainda tem vaga?",
      at: at("12:00:00"),
    },
  ],
  [
    "extended-text",
    {
      ...fernanda,
      externalId: "3A4B89462A3FE9C85F65",
      type: "text",
      text: "Vi no site https://exemplo.com.br/curso",
      contextId: "3EB0C285736813146EC55C",
      at: at("12:01:00"),
    },
  ],
  [
    "extended-text-flattened",
    {
      ...fernanda,
      externalId: "3AD7B7307A64ADE5CF14",
      type: "text",
      text: "Prefiro à tarde",
      contextId: "3EB04B7FEEB5E11C216A80",
      at: at("12:02:00"),
    },
  ],
  [
    "image-caption",
    {
      ...gustavo,
      externalId: "3A74BAF1566CFA2624CF",
      type: "image",
      text: "Essa é a peça?",
      media: {
        fetchBy: "message-id",
        id: "3A74BAF1566CFA2624CF",
        mimeType: "image/jpeg",
        bytes: 84_213,
        inline: true,
      },
      at: at("12:03:00"),
    },
  ],
  [
    "audio-ptt",
    {
      ...gustavo,
      externalId: "3AED2A0F58BAF60B9EED",
      type: "audio",
      media: {
        fetchBy: "message-id",
        id: "3AED2A0F58BAF60B9EED",
        mimeType: "audio/ogg; codecs=opus",
        bytes: 9_214,
        seconds: 4,
        voice: true,
      },
      at: at("12:04:00"),
    },
  ],
  [
    "document",
    {
      ...gustavo,
      externalId: "3A4A87BBB4847C932395",
      type: "document",
      text: "Orçamento do concorrente",
      media: {
        fetchBy: "message-id",
        id: "3A4A87BBB4847C932395",
        mimeType: "application/pdf",
        fileName: "orcamento.pdf",
        bytes: 220_100,
      },
      at: at("12:05:00"),
    },
  ],
  [
    "location",
    {
      ...fernanda,
      externalId: "3A5263CA38C905087406",
      type: "location",
      location: { latitude: -15.793889, longitude: -47.882778, name: "Centro", address: "Brasília - DF" },
      at: at("12:06:00"),
    },
  ],
  [
    "lid-with-alt",
    {
      ...fernanda,
      replyAddress: "210000000000011@lid",
      lid: "210000000000011@lid",
      externalId: "3AC64A7FA4168CAB42B6",
      type: "text",
      text: "Consegue me ligar?",
      at: at("12:07:00"),
    },
  ],
  [
    "lid-without-alt",
    {
      phone: null,
      name: "Igor Nunes",
      replyAddress: "210000000000014@lid",
      lid: "210000000000014@lid",
      externalId: "3AFD6096CEE99EA7E472",
      type: "text",
      text: "Quem fala?",
      at: at("12:08:00"),
    },
  ],
  [
    "reaction",
    {
      ...gustavo,
      externalId: "3ADE7C6DE449D0F79B8A",
      type: "reaction",
      text: "❤️",
      contextId: "3EB0E80041062C0AC15250",
      at: at("12:12:00"),
    },
  ],
  [
    "list-response",
    {
      phone: "553190000013",
      name: "Helena Costa",
      replyAddress: "553190000013@s.whatsapp.net",
      externalId: "3A2F823A3AD797FA8E1A",
      type: "list-reply",
      text: "Plano Pro",
      buttonPayload: "plano_pro",
      contextId: "3EB086B33DCB9BAA91B2E8",
      at: at("12:13:00"),
    },
  ],
])("the message %s is read as the table says", (name, expected) => {
  expect(eventOf(fixture(`evolution/${name}.json`))).toEqual({ ...incoming, ...expected });
});

test("what a person typed on the phone and what our API sent are told apart, and neither names the contact", () => {
  expect(eventOf(fixture("evolution/from-me.json"))).toEqual({
    kind: "message",
    externalId: "3AFED9B21CCA3886CACF",
    direction: "out",
    sentByApi: false,
    phone: "5511900000011",
    replyAddress: "5511900000011@s.whatsapp.net",
    type: "text",
    text: "Pode deixar que eu mesmo respondo",
    at: at("12:10:00"),
  });
  expect(eventOf(fixture("evolution/send-message.json"))).toEqual({
    kind: "message",
    externalId: "3EB027D9C51B12AFF90EFC",
    direction: "out",
    sentByApi: true,
    phone: "5511900000011",
    replyAddress: "5511900000011@s.whatsapp.net",
    type: "text",
    text: "Olá Fernanda, sua matrícula foi confirmada.",
    at: at("12:13:55"),
  });
});

test.each([
  ["messages-update-delivery", "delivered"],
  ["messages-update-read", "read"],
])("%s is a status by keyId, without a time", (name, status) => {
  expect(eventOf(fixture(`evolution/${name}.json`))).toEqual({
    kind: "status",
    externalId: "3EB027D9C51B12AFF90EFC",
    status,
    at: null,
    recipientPhone: "5511900000011",
  });
});

test("an edit and a deletion name the message that they are about", () => {
  const author = {
    direction: "in",
    phone: "5511900000011",
    replyAddress: "5511900000011@s.whatsapp.net",
  };
  expect(eventOf(fixture("evolution/messages-edited.json"))).toEqual({
    kind: "edit",
    targetId: "3A03956E313DA13BB213",
    ...author,
    type: "text",
    text: "Bom dia, ainda tem vaga para sábado?",
    at: new Date("2026-03-11T12:15:00.120Z"),
  });
  expect(eventOf(fixture("evolution/messages-delete.json"))).toEqual({
    kind: "delete",
    targetId: "3A4B89462A3FE9C85F65",
    ...author,
    at: null,
  });
});

test.each([
  ["group-message", "group message"],
  ["status-broadcast", "broadcast message"],
])("%s is ignored, with the reason", (name, reason) => {
  expect(eventOf(fixture(`evolution/${name}.json`))).toEqual({ kind: "ignored", reason });
});

test.each([
  ["connection-update", { state: "close", code: "401" }],
  ["connection-open", { state: "open", code: "200" }],
])("%s tells the sender's state", (name, expected) => {
  expect(eventOf(fixture(`evolution/${name}.json`))).toEqual({ kind: "sender-state", ...expected });
});
