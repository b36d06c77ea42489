import { expect, test } from "vitest";
import type { InboundEvent } from "../src/index.ts";
import { parseMetaWebhook } from "../src/meta/index.ts";
import { fixture } from "./fixtures.ts";

const at = (time: string) => new Date(`2026-03-10T${time}Z`);
const only = (name: string): InboundEvent | undefined => {
  const groups = parseMetaWebhook(fixture(`meta/${name}.json`));
  expect(groups).toHaveLength(1);
  expect(groups[0]?.sender).toEqual({ phoneNumberId: "106500000000001", wabaId: "104500000000001" });
  expect(groups[0]?.events).toHaveLength(1);
  return groups[0]?.events[0];
};

const ana = { phone: "5511900000001", name: "Ana Souza" };
const bruno = { phone: "5521900000002", name: "Bruno Lima" };
const carla = { phone: "5531900000003", name: "Carla Dias" };
const file = (number: number, mimeType: string) => ({
  fetchBy: "media-id",
  id: `123450000000000${number}`,
  mimeType,
});
const context = expect.stringMatching(/^wamid\./);

test.each([
  ["text", { ...ana, type: "text", text: "Olá, quero saber o preço do curso", at: at("12:00:00") }],
  [
    "image",
    {
      ...ana,
      type: "image",
      text: "Segue o comprovante",
      media: { ...file(1, "image/jpeg"), url: expect.stringContaining("mid=1234500000000001") },
      at: at("12:01:00"),
    },
  ],
  [
    "audio-voice",
    {
      ...bruno,
      type: "audio",
      media: {
        ...file(2, "audio/ogg; codecs=opus"),
        voice: true,
        url: expect.stringContaining("mid=1234500000000002"),
      },
      at: at("12:02:00"),
    },
  ],
  [
    "document",
    {
      ...carla,
      type: "document",
      text: "Contrato assinado",
      media: { ...file(3, "application/pdf"), fileName: "contrato-2026.pdf" },
      at: at("12:03:00"),
    },
  ],
  [
    "video",
    { ...carla, type: "video", text: "Vídeo do problema", media: file(4, "video/mp4"), at: at("12:04:00") },
  ],
  [
    "location",
    {
      ...ana,
      type: "location",
      location: {
        latitude: -23.55052,
        longitude: -46.633308,
        name: "Praça da Sé",
        address: "Praça da Sé, São Paulo - SP",
      },
      at: at("12:05:00"),
    },
  ],
  [
    "contacts",
    {
      ...ana,
      type: "contacts",
      contacts: [{ name: "Diego Alves", phone: "5541900000004" }],
      at: at("12:06:00"),
    },
  ],
  [
    "button-reply",
    {
      ...bruno,
      type: "button-reply",
      text: "Agendar visita",
      buttonPayload: "agendar_visita",
      contextId: context,
      at: at("12:07:00"),
    },
  ],
  [
    "list-reply",
    {
      ...bruno,
      type: "list-reply",
      text: "Plano Pro",
      buttonPayload: "plano_pro",
      contextId: context,
      at: at("12:08:00"),
    },
  ],
  [
    "template-button",
    {
      ...carla,
      type: "button-reply",
      text: "Parar promoções",
      buttonPayload: "PARAR_PROMOCOES",
      contextId: context,
      at: at("12:09:00"),
    },
  ],
  ["reaction", { ...ana, type: "reaction", text: "👍", contextId: context, at: at("12:10:00") }],
  ["sticker", { ...ana, type: "sticker", media: file(5, "image/webp"), at: at("12:11:00") }],
  [
    "order",
    {
      ...bruno,
      type: "order",
      text: "Pode entregar hoje?",
      order: [
        { id: "SKU-001", quantity: 2, price: 49.9, currency: "BRL" },
        { id: "SKU-007", quantity: 1, price: 120, currency: "BRL" },
      ],
      at: at("12:12:00"),
    },
  ],
  ["unsupported", { ...carla, type: "unsupported", errorCode: "meta.131051", at: at("12:13:00") }],
  [
    "referral-from-ad",
    {
      ...ana,
      type: "text",
      text: "Olá! Tenho interesse e queria mais informações.",
      referral: {
        sourceType: "ad",
        sourceId: "120200000000000001",
        clickId: "ARExampleClickId0001",
        headline: "Curso Exemplo",
      },
      at: at("12:14:00"),
    },
  ],
  [
    "reply-with-context",
    { ...bruno, type: "text", text: "Esse horário não dá", contextId: context, at: at("12:15:00") },
  ],
  [
    "flow-reply",
    {
      ...carla,
      type: "flow-reply",
      text: "Sent",
      form: '{"flow_token":"tok-0001","cidade":"Belo Horizonte","orcamento":"5000"}',
      contextId: context,
      at: at("12:16:00"),
    },
  ],
  [
    "system-number-changed",
    { phone: ana.phone, type: "system", newPhone: "5511900000091", at: at("12:36:40") },
  ],
  [
    "username-without-phone",
    {
      phone: null,
      userId: "BR.1502576394650001",
      name: "Elisa Prado",
      type: "text",
      text: "Oi, vim pelo Instagram",
      at: at("12:38:20"),
    },
  ],
])("the message %s is read as the table says", (name, expected) => {
  expect(only(name)).toEqual({
    kind: "message",
    externalId: expect.stringMatching(/^wamid\./),
    direction: "in",
    ...expected,
  });
});

test.each([
  [
    "status-sent",
    { status: "sent", trackId: "send:5b1f0001", recipientPhone: ana.phone, at: at("12:33:20") },
  ],
  [
    "status-delivered",
    { status: "delivered", trackId: "send:5b1f0001", recipientPhone: ana.phone, at: at("12:33:23") },
  ],
  [
    "status-read",
    { status: "read", trackId: "send:5b1f0001", recipientPhone: ana.phone, at: at("12:34:30") },
  ],
  [
    "status-failed-131026",
    {
      status: "failed",
      trackId: "send:5b1f0002",
      recipientPhone: bruno.phone,
      at: at("12:35:00"),
      errorCode: "meta.131026",
      errorTitle: "Message undeliverable",
    },
  ],
  [
    "status-failed-131047",
    {
      status: "failed",
      recipientPhone: carla.phone,
      at: at("12:35:10"),
      errorCode: "meta.131047",
      errorTitle: "Re-engagement message",
    },
  ],
  [
    "status-failed-131049",
    {
      status: "failed",
      trackId: "send:5b1f0004",
      recipientPhone: ana.phone,
      at: at("12:35:20"),
      errorCode: "meta.131049",
      errorTitle: expect.stringContaining("healthy ecosystem"),
    },
  ],
])("%s is read as the table says", (name, expected) => {
  expect(only(name)).toEqual({ kind: "status", externalId: expect.stringMatching(/^wamid\./), ...expected });
});

test("a batch is grouped by number, in order", () => {
  const groups = parseMetaWebhook(fixture("meta/multi-message-batch.json"));
  expect(groups.map(({ sender }) => sender.phoneNumberId)).toEqual(["106500000000001", "106500000000002"]);
  expect(groups[0]?.events.map((event) => event.kind === "message" && event.text)).toEqual([
    "Oi",
    "tudo bem?",
    "Quero cancelar",
  ]);
  expect(groups[1]?.events).toMatchObject([
    { kind: "message", type: "image", name: "Carla Dias" },
    { kind: "status", status: "delivered", recipientPhone: "5521900000002" },
  ]);
});

test("an error without a message keeps its code", () => {
  expect(only("errors-in-value")).toEqual({
    kind: "error",
    errorCode: "meta.130429",
    errorTitle: "Rate limit hit",
  });
});

test("a paused template is told with its account, for there is no number in it", () => {
  expect(parseMetaWebhook(fixture("meta/template-status-update.json"))).toEqual([
    {
      sender: { wabaId: "104500000000001" },
      events: [{ kind: "template", name: "lembrete_aula", language: "pt_BR", status: "paused" }],
    },
  ]);
});

const templateNews = (field: string, value: object) =>
  parseMetaWebhook({ entry: [{ id: "1045", changes: [{ field, value }] }] });
const named = { message_template_name: "boas_vindas", message_template_language: "pt_BR" };

test.each([
  ["a reinstated template may be sent again", "status", { event: "REINSTATED" }, { status: "approved" }],
  ["one to be deleted may not", "status", { event: "PENDING_DELETION" }, { status: "disabled" }],
  ["a quality is told in lower case", "quality", { new_quality_score: "YELLOW" }, { quality: "yellow" }],
])("%s", (_, what, value, told) => {
  expect(templateNews(`message_template_${what}_update`, { ...named, ...value })).toEqual([
    {
      sender: { wabaId: "1045" },
      events: [{ kind: "template", name: "boas_vindas", language: "pt_BR", ...told }],
    },
  ]);
});

test.each([
  ["a warning changes nothing", "status", { ...named, event: "FLAGGED" }, "template event without effect"],
  ["a status of no template is not read", "status", { event: "PAUSED" }, "unreadable template status"],
  ["a quality without a score is not read", "quality", named, "unreadable template quality"],
])("%s", (_, what, value, reason) => {
  expect(templateNews(`message_template_${what}_update`, value)[0]?.events).toEqual([
    { kind: "ignored", reason },
  ]);
});
