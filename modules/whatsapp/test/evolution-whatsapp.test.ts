import { attempt } from "@nova/error-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEvolutionWhatsApp } from "../src/evolution/index.ts";
import { createSafeFetch, type OutboundMessage, type Recipient } from "../src/index.ts";
import { json, startFakeServer } from "./fake-server.ts";

const acceptance = {
  key: { remoteJid: "5511900000011@s.whatsapp.net", fromMe: true, id: "3EB0A1" },
  status: "PENDING",
  messageType: "conversation",
};
const options = { trackId: "send:42" };
const localFetch = createSafeFetch({ allowPrivate: true });

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());
const evolution = (instance = "loja-exemplo", baseUrl = server.url) =>
  createEvolutionWhatsApp({ baseUrl, apiKey: "key-example", instance, fetch: localFetch });

async function requestFor(message: OutboundMessage, to: Recipient = { phone: "+5511900000011" }) {
  server.next(json(201, acceptance));
  await evolution().send(to, message, options);
  return server.received.at(-1);
}

test.each([
  ["a text", { kind: "text", text: "Olá!" }, "sendText", { text: "Olá!", linkPreview: false }],
  [
    "a reply",
    { kind: "text", text: "sim", replyTo: "3AEXAMPLE", previewUrl: true },
    "sendText",
    { text: "sim", linkPreview: true, quoted: { key: { id: "3AEXAMPLE" } } },
  ],
  [
    "an image",
    {
      kind: "media",
      mediaType: "image",
      url: "https://example.com/a.png",
      caption: "Foto",
      fileName: "a.png",
    },
    "sendMedia",
    { mediatype: "image", media: "https://example.com/a.png", caption: "Foto", fileName: "a.png" },
  ],
  [
    "a sound",
    { kind: "media", mediaType: "audio", url: "https://example.com/a.mp3" },
    "sendMedia",
    { mediatype: "audio", media: "https://example.com/a.mp3" },
  ],
  [
    "a voice note",
    { kind: "media", mediaType: "audio", url: "https://example.com/v.ogg", voice: true },
    "sendWhatsAppAudio",
    { audio: "https://example.com/v.ogg" },
  ],
  [
    "buttons",
    {
      kind: "buttons",
      text: "Confirma?\nAula às 19h",
      footer: "Loja",
      buttons: [{ id: "sim", title: "Sim" }],
    },
    "sendButtons",
    {
      title: "Confirma?",
      description: "Aula às 19h",
      footer: "Loja",
      buttons: [{ type: "reply", displayText: "Sim", id: "sim" }],
    },
  ],
] satisfies [string, OutboundMessage, string, object][])(
  "%s is said in Evolution's words, never with a delay",
  async (_, message, action, expected) => {
    const request = await requestFor(message);
    expect(request?.url).toBe(`/message/${action}/loja-exemplo`);
    expect(request?.headers.apikey).toBe("key-example");
    expect(request?.body).toEqual({ number: "5511900000011", ...expected });
  },
);

test("an answer goes to the address the message came from", async () => {
  expect(
    (await requestFor({ kind: "text", text: "oi" }, { jid: "210000000000011@lid" }))?.body,
  ).toMatchObject({ number: "210000000000011@lid" });
});

test("an instance name is one path segment, and the server may live under a path", async () => {
  server.next(json(201, acceptance));
  await evolution("loja do zé/../x?", `${server.url}/evolution/`).send(
    { phone: "5511900000011" },
    { kind: "text", text: "oi" },
    options,
  );
  expect(server.received.at(-1)?.url).toBe("/evolution/message/sendText/loja%20do%20z%C3%A9%2F..%2Fx%3F");
});

test.each(["", ".", ".."])("“%s” is no instance name", async (instance) => {
  const result = await attempt(() =>
    evolution(instance).send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, options),
  );
  expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.invalid_settings", retry: "never" } });
});

const refusal = (message: unknown) => ({ status: 400, error: "Bad Request", response: { message } });
test.each([
  [
    "a number without WhatsApp",
    400,
    refusal([{ exists: false, jid: "x", number: "y" }]),
    "evolution.number_without_whatsapp",
    "never",
    "fail",
  ],
  [
    "a body against the schema",
    400,
    refusal([["instance requires property text"]]),
    "evolution.rejected",
    "never",
    "fail",
  ],
  [
    "an error during the send",
    400,
    refusal(["Error: Timed Out"]),
    "evolution.send_error",
    "unknown",
    "look-first",
  ],
  [
    "a closed socket",
    400,
    refusal(["Error: Connection Closed"]),
    "evolution.instance_disconnected",
    "unknown",
    "pause-sender",
  ],
  [
    "the same with 500",
    500,
    refusal("Connection Closed"),
    "evolution.instance_disconnected",
    "unknown",
    "pause-sender",
  ],
  ["a wrong key", 401, refusal("Unauthorized"), "evolution.unauthorized", "never", "pause-sender"],
  [
    "an unknown instance",
    404,
    refusal(["The instance does not exist"]),
    "evolution.instance_not_found",
    "never",
    "pause-sender",
  ],
  ["a body too large", 413, {}, "evolution.too_large", "never", "fail"],
  ["a proxy without its server", 502, {}, "evolution.http_502", "unknown", "look-first"],
])("%s is told by its shape", async (_, status, body, code, retry, action) => {
  server.next(json(status, body));
  const result = await attempt(() =>
    evolution().send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, options),
  );
  expect(result).toMatchObject({
    ok: false,
    error: { code, retry, context: { action, httpStatus: status } },
  });
});

test("a template and a user id of Meta are refused, for there is no form for them", async () => {
  const template: OutboundMessage = { kind: "template", name: "x", language: "pt_BR", components: [] };
  expect(await attempt(() => evolution().send({ phone: "5511900000011" }, template, options))).toMatchObject({
    error: { code: "whatsapp.unsupported_message", retry: "never" },
  });
  expect(
    await attempt(() => evolution().send({ userId: "BR.1" }, { kind: "text", text: "oi" }, options)),
  ).toMatchObject({
    error: { code: "whatsapp.invalid_recipient", retry: "never" },
  });
});

test("unless a fetch is given, a server on this machine or network is refused", async () => {
  const before = server.received.length;
  const guarded = createEvolutionWhatsApp({ baseUrl: server.url, apiKey: "k", instance: "loja" });
  const result = await attempt(() =>
    guarded.send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, options),
  );
  expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.address_refused", retry: "never" } });
  expect(server.received.length).toBe(before);
});
