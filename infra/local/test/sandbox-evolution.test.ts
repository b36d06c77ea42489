import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { evolutionRetryAfterMs } from "../src/sandbox/evolution/evolution-webhooks.ts";
import { fixture, INSTANCE, setUp, shapeOf } from "./sandbox-setup.ts";

const FERNANDA = "5511900000011";
const textBody = { number: FERNANDA, text: "Olá" };

test("a text answers 201 with the key of the message", async () => {
  const { evolution } = await setUp();
  const answer = await evolution("POST", `message/sendText/${INSTANCE}`, textBody);
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({
    key: {
      remoteJid: `${FERNANDA}@s.whatsapp.net`,
      fromMe: true,
      id: expect.stringMatching(/^3EB0[0-9A-F]{18}$/),
    },
    status: "PENDING",
    message: { conversation: "Olá" },
    messageType: "conversation",
    contextInfo: null,
  });
});

test.each([
  ["sendMedia", { mediatype: "image", media: "https://example.com/a.png", caption: "Foto" }, "imageMessage"],
  ["sendWhatsAppAudio", { audio: "https://example.com/v.ogg" }, "audioMessage"],
  [
    "sendButtons",
    { title: "Confirma?", buttons: [{ type: "reply", displayText: "Sim", id: "sim" }] },
    "interactiveMessage",
  ],
  [
    "sendList",
    {
      title: "Planos",
      buttonText: "Ver",
      footerText: "",
      sections: [{ title: "A", rows: [{ title: "Pro", rowId: "pro" }] }],
    },
    "listMessage",
  ],
])("%s is accepted", async (action, body, messageType) => {
  const { evolution } = await setUp();
  const answer = await evolution("POST", `message/${action}/${INSTANCE}`, { number: FERNANDA, ...body });
  expect([answer.status, answer.json.messageType]).toEqual([201, messageType]);
});

test.each([
  ["a v1 body", { number: FERNANDA, textMessage: { text: "Olá" } }, "text"],
  ["v1 options", { ...textBody, options: { delay: 1 } }, "options"],
  ["no number", { text: "Olá" }, "number"],
])("%s is refused with 400", async (_what, body, named) => {
  const { evolution } = await setUp();
  const answer = await evolution("POST", `message/sendText/${INSTANCE}`, body);
  expect(answer.json).toMatchObject({ status: 400, error: "Bad Request" });
  expect(answer.json.response.message.join()).toContain(named);
});

test("a number without WhatsApp is a 400 that says so", async () => {
  const { evolution, control } = await setUp();
  await control("PUT", "contacts", { contacts: [{ phone: FERNANDA, hasWhatsApp: false }] });
  const answer = await evolution("POST", `message/sendText/${INSTANCE}`, textBody);
  expect(answer.status).toBe(400);
  expect(answer.json.response.message).toEqual([
    { exists: false, jid: `${FERNANDA}@s.whatsapp.net`, number: FERNANDA },
  ]);
});

test("keys, instances and routes that are unknown are 401 and 404", async () => {
  const { evolution } = await setUp();
  expect((await evolution("POST", `message/sendText/${INSTANCE}`, textBody, "bad")).json).toEqual({
    status: 401,
    error: "Unauthorized",
    response: { message: "Unauthorized" },
  });
  expect((await evolution("POST", "message/sendText/other", textBody)).json.response.message).toEqual([
    'The "other" instance does not exist',
  ]);
  expect((await evolution("POST", `message/sendSmoke/${INSTANCE}`, textBody)).status).toBe(404);
});

test("the echo and the acknowledgements are shaped like the server's and keep the id", async () => {
  const { evolution, listenToEvolution, business } = await setUp({ readShare: 1 });
  expect((await listenToEvolution({ headers: { "x-webhook-secret": "s3" } })).status).toBe(201);
  const sent = await evolution("POST", `message/sendText/${INSTANCE}`, textBody);
  await expect.poll(() => business.hooks.length).toBe(4);
  const bodies = business.hooks.map((hook) => hook.body);
  const echo = bodies.find((body) => body.event === "send.message");
  expect(shapeOf(echo)).toEqual(shapeOf(fixture("evolution-send-message")));
  expect(echo.data.key.id).toBe(sent.json.key.id);
  const updates = bodies.filter((body) => body.event === "messages.update");
  expect(updates.map((body) => body.data.status).sort()).toEqual(["DELIVERY_ACK", "READ", "SERVER_ACK"]);
  for (const update of updates) {
    expect(shapeOf(update)).toEqual(shapeOf(fixture("evolution-messages-update-delivery")));
    expect(update.data.keyId).toBe(sent.json.key.id);
  }
  expect(business.hooks.every((hook) => hook.headers["x-webhook-secret"] === "s3")).toBe(true);
});

test("webhooks go by event, only those asked for, with the token made of jwt_key", async () => {
  const { evolution, listenToEvolution, business } = await setUp({ readShare: 0 });
  await listenToEvolution({ byEvents: true, events: ["SEND_MESSAGE"], headers: { jwt_key: "k" } });
  await evolution("POST", `message/sendText/${INSTANCE}`, textBody);
  await expect.poll(() => business.hooks.length).toBe(1);
  const [hook] = business.hooks;
  expect(hook?.path).toBe("/hook/send-message");
  expect(hook?.headers.jwt_key).toBeUndefined();
  const [head, claims, signature] = String(hook?.headers.authorization).replace("Bearer ", "").split(".");
  expect(signature).toBe(createHmac("sha256", "k").update(`${head}.${claims}`).digest("base64url"));
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(business.hooks).toHaveLength(1);
});

test.each([
  ["first", 1, 500, 5_000],
  ["second", 2, null, 10_000],
  ["seventh", 7, 503, 300_000],
  ["tenth", 10, 500, null],
  ["not found", 1, 404, null],
  ["unprocessable", 1, 422, null],
])("after the %s try the server waits as its source says", (_what, tries, status, waitMs) => {
  expect(evolutionRetryAfterMs(tries, status, () => 0.5)).toBe(waitMs);
});

test("a refused webhook is retried, one answered 404 is not", async () => {
  const { evolution, listenToEvolution, business } = await setUp();
  await listenToEvolution({ events: ["SEND_MESSAGE"] });
  business.answers.push(500, 500, 200, 404);
  await evolution("POST", `message/sendText/${INSTANCE}`, textBody);
  await expect.poll(() => business.hooks.length).toBe(3);
  await evolution("POST", `message/sendText/${INSTANCE}`, { ...textBody, text: "outra" });
  await expect.poll(() => business.hooks.length).toBe(4);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(business.hooks).toHaveLength(4);
});
