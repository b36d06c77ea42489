import { expect, test } from "vitest";
import { metaSignature } from "../src/sandbox/index.ts";
import { fixture, type Json, PHONE_NUMBER_ID, setUp, shapeOf } from "./sandbox-setup.ts";

const ANA = "5511900000001";
const button = (title: string) => ({ type: "reply", reply: { id: title, title } });
const buttons = (...titles: string[]) => ({
  to: ANA,
  type: "interactive",
  interactive: { type: "button", body: { text: "Confirma?" }, action: { buttons: titles.map(button) } },
});
const template = (name: string, code: string, ...texts: string[]) => ({
  to: ANA,
  type: "template",
  template: {
    name,
    language: { code },
    components: [{ type: "body", parameters: texts.map((text) => ({ type: "text", text })) }],
  },
});

test("statuses are signed, shaped like Meta's and carry the callback data", async () => {
  const { listenToMeta, meta, statuses, business } = await setUp({ readShare: 1 });
  expect((await listenToMeta()).status).toBe(200);
  const sent = await meta({ ...template("boas_vindas", "pt_BR", "Ana"), biz_opaque_callback_data: "send:1" });
  await expect.poll(() => statuses().length).toBe(3);
  for (const { raw, headers } of business.hooks) {
    expect(headers["x-hub-signature-256"]).toBe(metaSignature(raw, "app-secret"));
  }
  for (const status of ["sent", "delivered", "read"]) {
    const wanted = fixture(`meta-status-${status}`).entry[0].changes[0].value.statuses[0];
    expect(shapeOf(statuses().find((one: Json) => one.status === status))).toEqual(shapeOf(wanted));
  }
  expect(statuses()[0]).toMatchObject({
    id: sent.json.messages[0].id,
    recipient_id: ANA,
    biz_opaque_callback_data: "send:1",
  });
});

test("a phone without WhatsApp is accepted and fails later with 131026", async () => {
  const { listenToMeta, control, text, statuses, business } = await setUp();
  await listenToMeta();
  await control("PUT", "contacts", { contacts: [{ phone: ANA, hasWhatsApp: false }] });
  expect((await text(ANA, "Olá", { biz_opaque_callback_data: "send:5b1f0002" })).status).toBe(200);
  await expect.poll(() => statuses().length).toBe(1);
  expect(shapeOf(business.hooks[0]?.body)).toEqual(shapeOf(fixture("meta-status-failed-131026")));
  expect(statuses()[0].errors).toEqual(
    fixture("meta-status-failed-131026").entry[0].changes[0].value.statuses[0].errors,
  );
});

test("outside the service window free text fails with 131047 and a template does not", async () => {
  const { listenToMeta, control, text, meta, statuses } = await setUp({ enforceServiceWindow: true });
  await listenToMeta();
  await text(ANA);
  await expect.poll(() => statuses()[0]?.errors?.[0].code).toBe(131047);
  const inbound = { provider: "meta", sender: PHONE_NUMBER_ID, from: ANA, text: "Oi" };
  expect((await control("POST", "inbound", inbound)).status).toBe(202);
  await text(ANA);
  await meta(template("boas_vindas", "pt_BR", "Ana"));
  await expect.poll(() => statuses().filter((one: Json) => one.status === "delivered").length).toBe(2);
});

test("a webhook that is not answered 200 is resent until it is", async () => {
  const { listenToMeta, text, business, control } = await setUp();
  await listenToMeta();
  await control("PUT", "contacts", { contacts: [{ phone: ANA, hasWhatsApp: false }] });
  business.answers.push(500, 204, 404);
  await text(ANA);
  await expect.poll(() => business.hooks.length).toBe(4);
  await expect.poll(async () => (await control("GET", "summary")).json.untold).toBe(0);
});

test("a callback that does not echo the challenge is not saved", async () => {
  const { control, business } = await setUp({ metaVerifyToken: "another" });
  expect((await control("PUT", "webhooks", { meta: { url: business.url } })).status).toBe(422);
  expect((await control("GET", "webhooks")).json.meta.url).toBeNull();
});

test("what a phone writes and taps arrives shaped like Meta's", async () => {
  const { listenToMeta, control, meta, business } = await setUp({ statusDelayMs: 60_000 });
  await listenToMeta();
  const inbound = (extra: object) =>
    control("POST", "inbound", {
      provider: "meta",
      sender: PHONE_NUMBER_ID,
      from: ANA,
      name: "Ana",
      ...extra,
    });
  await inbound({ text: "Olá" });
  await meta(template("boas_vindas", "pt_BR", "Ana"));
  await inbound({ button: { id: "Parar promoções", title: "Parar promoções" } });
  await meta(buttons("Sim"));
  await inbound({ button: { id: "Sim", title: "Sim" } });
  await expect.poll(() => business.hooks.length).toBe(3);
  const names = ["text", "template-button", "button-reply"];
  const messageOf = (body: Json) => body.entry[0].changes[0].value.messages[0];
  for (const name of names) {
    const wanted = fixture(`meta-${name}`);
    const got = business.hooks.find((hook) => messageOf(hook.body).type === messageOf(wanted).type);
    expect(shapeOf(got?.body)).toEqual(shapeOf(wanted));
  }
});

test("media is uploaded, described, downloaded with the token and deleted", async () => {
  const { sandbox, meta } = await setUp();
  const authorization = "Bearer good-token";
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", "image/png");
  form.set("file", new Blob(["bytes"], { type: "image/png" }), "a.png");
  const graph = (path: string, init: RequestInit = {}) =>
    fetch(`${sandbox.url}/graph/v25.0/${path}`, { ...init, headers: { authorization } });
  const uploaded: Json = await (
    await graph(`${PHONE_NUMBER_ID}/media`, { method: "POST", body: form })
  ).json();
  const described: Json = await (await graph(uploaded.id)).json();
  expect(described).toMatchObject({ messaging_product: "whatsapp", mime_type: "image/png", file_size: 5 });
  expect((await fetch(described.url)).status).toBe(401);
  expect(await (await fetch(described.url, { headers: { authorization } })).text()).toBe("bytes");
  expect((await meta({ to: ANA, type: "image", image: { id: uploaded.id } })).status).toBe(200);
  expect(await (await graph(uploaded.id, { method: "DELETE" })).json()).toEqual({ success: true });
  expect((await graph(uploaded.id)).status).toBe(400);
});

test("numbers, templates, subscriptions and registration answer", async () => {
  const { call } = await setUp();
  const graph = (method: string, path: string, body?: unknown) =>
    call(method, `/graph/v25.0/${path}`, body, { authorization: "Bearer good-token" });
  expect((await graph("GET", `${PHONE_NUMBER_ID}?fields=quality_rating`)).json).toEqual({
    quality_rating: "GREEN",
    id: PHONE_NUMBER_ID,
  });
  expect((await graph("GET", "104500000000001/message_templates?name=boas_vindas")).json.data).toHaveLength(
    1,
  );
  expect((await graph("POST", "104500000000001/subscribed_apps")).json).toEqual({ success: true });
  const pin = { messaging_product: "whatsapp", pin: "123456" };
  expect((await graph("POST", `${PHONE_NUMBER_ID}/register`, pin)).json).toEqual({ success: true });
});
