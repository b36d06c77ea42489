import { afterAll, beforeAll, expect, test } from "vitest";
import type { OutboundMessage, Recipient } from "../src/index.ts";
import { createMetaWhatsApp } from "../src/meta/index.ts";
import { json, startFakeServer } from "./fake-server.ts";

const phoneNumberId = "106500000000001";
const acceptance = {
  messaging_product: "whatsapp",
  contacts: [{ input: "+5511900000011", wa_id: "551190000011" }],
  messages: [{ id: "wamid.A1" }],
};
const options = { trackId: "send:42" };

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());
const meta = () =>
  createMetaWhatsApp({ baseUrl: `${server.url}/v25.0/`, phoneNumberId, accessToken: "EAAGexample" });

async function bodySentFor(message: OutboundMessage, to: Recipient = { phone: "5511900000011" }) {
  server.next(json(200, acceptance));
  await meta().send(to, message, options);
  return server.received.at(-1)?.body;
}
const common = {
  messaging_product: "whatsapp",
  recipient_type: "individual",
  to: "+5511900000011",
  biz_opaque_callback_data: "send:42",
};

test.each([
  ["a text", { kind: "text", text: "Olá!" }, { type: "text", text: { body: "Olá!", preview_url: false } }],
  [
    "a reply with preview",
    { kind: "text", text: "veja", previewUrl: true, replyTo: "wamid.X" },
    { type: "text", text: { body: "veja", preview_url: true }, context: { message_id: "wamid.X" } },
  ],
  [
    "an image",
    {
      kind: "media",
      mediaType: "image",
      url: "https://example.com/a.jpg",
      caption: "foto",
      fileName: "a.jpg",
    },
    { type: "image", image: { link: "https://example.com/a.jpg", caption: "foto" } },
  ],
  [
    "a document with its name",
    { kind: "media", mediaType: "document", url: "https://example.com/c.pdf", fileName: "c.pdf" },
    { type: "document", document: { link: "https://example.com/c.pdf", filename: "c.pdf" } },
  ],
  [
    "a voice note",
    { kind: "media", mediaType: "audio", url: "https://example.com/v.ogg", voice: true },
    { type: "audio", audio: { link: "https://example.com/v.ogg", voice: true } },
  ],
  [
    "reply buttons",
    { kind: "buttons", text: "Confirma?", footer: "Loja", buttons: [{ id: "sim", title: "Sim" }] },
    {
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "Confirma?" },
        footer: { text: "Loja" },
        action: { buttons: [{ type: "reply", reply: { id: "sim", title: "Sim" } }] },
      },
    },
  ],
] satisfies [string, OutboundMessage, object][])(
  "%s is said in Meta's words",
  async (_, message, expected) => {
    expect(await bodySentFor(message)).toEqual({ ...common, ...expected });
  },
);

test("a template carries header media, named and positional parameters, and buttons", async () => {
  const message: OutboundMessage = {
    kind: "template",
    name: "boas_vindas",
    language: "pt_BR",
    components: [
      { type: "header", parameters: [{ type: "image", image: { link: "https://example.com/h.jpg" } }] },
      {
        type: "body",
        parameters: [
          { type: "text", text: "Ana" },
          { type: "text", text: "Curso", parameter_name: "curso" },
        ],
      },
      {
        type: "button",
        sub_type: "quick_reply",
        index: "0",
        parameters: [{ type: "payload", payload: "PARAR" }],
      },
      { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "abc123" }] },
    ],
  };
  expect(await bodySentFor(message)).toEqual({
    ...common,
    type: "template",
    template: { name: "boas_vindas", language: { code: "pt_BR" }, components: message.components },
  });
});

test("the request goes to the number's own path, with the token in a header only", async () => {
  await bodySentFor({ kind: "text", text: "Olá!" });
  expect(server.received.at(-1)).toMatchObject({
    method: "POST",
    url: `/v25.0/${phoneNumberId}/messages`,
    headers: { authorization: "Bearer EAAGexample", "content-type": "application/json" },
  });
});

test("a contact without a phone is reached by user id", async () => {
  const body = await bodySentFor({ kind: "text", text: "oi" }, { userId: "BR.1502576394650001" });
  expect(body).toMatchObject({ recipient: "BR.1502576394650001" });
  expect(body).not.toHaveProperty("to");
});

test("the answer tells the number as WhatsApp stores it, and what is held back", async () => {
  server.next(json(200, acceptance));
  expect(await meta().send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, options)).toEqual({
    providerMessageId: "wamid.A1",
    waId: "551190000011",
  });
  server.next(
    json(200, {
      contacts: [{ user_id: "BR.1" }],
      messages: [{ id: "wamid.A2", message_status: "held_for_quality_assessment" }],
    }),
  );
  expect(await meta().send({ userId: "BR.1" }, { kind: "text", text: "oi" }, options)).toEqual({
    providerMessageId: "wamid.A2",
    userId: "BR.1",
    held: true,
  });
});

test("an acceptance is one as long as it has an id, whatever else changes", async () => {
  server.next(json(200, { contacts: "soon", messages: [{ id: "wamid.A3", message_status: 7 }, { id: 4 }] }));
  expect(await meta().send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, options)).toEqual({
    providerMessageId: "wamid.A3",
  });
});
