import { expect, test } from "vitest";
import { fixture, INSTANCE, type Json, setUp, shapeOf } from "./sandbox-setup.ts";

const FERNANDA = "5511900000011";
const textBody = { number: FERNANDA, text: "Olá" };

test("delay keeps the call open", async () => {
  const { evolution } = await setUp();
  const start = performance.now();
  await evolution("POST", `message/sendText/${INSTANCE}`, { ...textBody, delay: 300 });
  expect(performance.now() - start).toBeGreaterThan(280);
});

test("the ninth digit goes for area codes from 31 on", async () => {
  const { evolution } = await setUp();
  const numbers = ["5531999990001", FERNANDA, "123"];
  const answer = await evolution("POST", `chat/whatsappNumbers/${INSTANCE}`, { numbers });
  expect(answer.json.map((one: Json) => [one.jid, one.exists])).toEqual([
    ["553199990001@s.whatsapp.net", true],
    [`${FERNANDA}@s.whatsapp.net`, true],
    ["123@s.whatsapp.net", false],
  ]);
});

test("state, instances, presence, read marks and the webhook found answer", async () => {
  const { evolution, listenToEvolution, business } = await setUp();
  await listenToEvolution();
  expect((await evolution("GET", `instance/connectionState/${INSTANCE}`)).json).toEqual({
    instance: { instanceName: INSTANCE, state: "open" },
  });
  expect((await evolution("GET", "instance/fetchInstances")).json).toHaveLength(1);
  expect((await evolution("GET", `webhook/find/${INSTANCE}`)).json).toMatchObject({
    url: business.url,
    enabled: true,
  });
  const readMessages = [{ remoteJid: "x@s.whatsapp.net", fromMe: false, id: "3A" }];
  expect((await evolution("POST", `chat/markMessageAsRead/${INSTANCE}`, { readMessages })).status).toBe(201);
  const presence = { number: FERNANDA, delay: 1, presence: "composing" };
  expect((await evolution("POST", `chat/sendPresence/${INSTANCE}`, presence)).status).toBe(201);
  const created = await evolution("POST", "instance/create", { instanceName: "nova" });
  expect(created.status).toBe(201);
  expect((await evolution("POST", "message/sendText/nova", textBody, created.json.hash)).status).toBe(201);
});

test("what a phone writes arrives shaped like the server's, by LID where the contact has one", async () => {
  const { control, listenToEvolution, business } = await setUp();
  await listenToEvolution();
  const write = (from: string) =>
    control("POST", "inbound", { provider: "evolution", sender: INSTANCE, from, text: "Oi" });
  await control("PUT", "contacts", { contacts: [{ phone: FERNANDA, lid: "210000000000011@lid" }] });
  await write(FERNANDA);
  await write("5511900000012");
  await expect.poll(() => business.hooks.length).toBe(2);
  const [byLid, plain] = ["lid", undefined].map((mode) =>
    business.hooks.find((hook) => hook.body.data.key.addressingMode === mode),
  );
  expect(shapeOf(byLid?.body)).toEqual(shapeOf(fixture("evolution-lid-with-alt")));
  const wanted = fixture("evolution-conversation");
  delete wanted.data.message.messageContextInfo;
  expect(shapeOf(plain?.body)).toEqual(shapeOf(wanted));
});

test("a lost connection is told and refuses sends", async () => {
  const { control, evolution, listenToEvolution, business } = await setUp();
  await listenToEvolution();
  await control("PUT", `instances/${INSTANCE}`, { state: "close", statusReason: 401 });
  await expect.poll(() => business.hooks.length).toBe(1);
  expect(shapeOf(business.hooks[0]?.body)).toEqual(shapeOf(fixture("evolution-connection-update")));
  expect((await evolution("POST", `message/sendText/${INSTANCE}`, textBody)).json.response.message).toBe(
    "Connection Closed",
  );
});
