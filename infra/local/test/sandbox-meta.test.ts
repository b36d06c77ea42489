import { expect, test } from "vitest";
import { metaSignature } from "../src/sandbox/index.ts";
import { setUp } from "./sandbox-setup.ts";

const ANA = "5511900000001";

test("the signature is Meta's HMAC over the raw bytes", () => {
  expect(metaSignature("test", "secret")).toBe(
    "sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914",
  );
});

test("an accepted text answers with the contact's wa_id and a unique wamid", async () => {
  const { text } = await setUp();
  const first = await text("+55 31 99999-0001");
  const second = await text("+55 31 99999-0001", "outra");
  expect(first.status).toBe(200);
  expect(first.json).toEqual({
    messaging_product: "whatsapp",
    contacts: [{ input: "+55 31 99999-0001", wa_id: "553199990001" }],
    messages: [{ id: expect.stringMatching(/^wamid\.HBgM/) }],
  });
  expect(second.json.messages[0].id).not.toBe(first.json.messages[0].id);
});

test.each([
  ["5511999990001", "5511999990001"],
  ["5521999990001", "5521999990001"],
  ["5531999990001", "553199990001"],
  ["5585999990001", "558599990001"],
  ["14155550101", "14155550101"],
])("the wa_id of %s is %s", async (to, waId) => {
  const { text } = await setUp();
  expect((await text(to)).json.contacts[0].wa_id).toBe(waId);
});

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

test.each([
  ["no recipient", { type: "text", text: { body: "x" } }, 400, 100],
  ["a recipient that is no phone", { to: "12", type: "text", text: { body: "x" } }, 400, 100],
  ["no content", { to: ANA, type: "text" }, 400, 100],
  ["a text over 4096", { to: ANA, type: "text", text: { body: "x".repeat(4097) } }, 400, 100],
  ["an unknown key", { to: ANA, type: "text", text: { body: "x", colour: 1 } }, 400, 100],
  ["a missing inner parameter", { to: ANA, type: "text", text: {} }, 400, 131008],
  ["an image without id or link", { to: ANA, type: "image", image: {} }, 400, 131008],
  ["media that nobody uploaded", { to: ANA, type: "image", image: { id: "1" } }, 400, 100],
  ["four buttons", buttons("a", "b", "c", "d"), 400, 131009],
  ["a button title over 20", buttons("x".repeat(21)), 400, 131009],
  ["two buttons with one id", buttons("a", "a"), 400, 131009],
  ["an unknown type", { to: ANA, type: "hologram", hologram: {} }, 400, 131051],
  ["the sender itself", { to: "551140000001", type: "text", text: { body: "x" } }, 400, 131021],
  ["too few template parameters", template("boas_vindas", "pt_BR"), 400, 132000],
  ["an unknown template", template("nenhum", "pt_BR"), 404, 132001],
  ["a template in another language", template("boas_vindas", "en_US", "Ana"), 404, 132001],
])("%s is refused with Meta's code", async (_what, body, status, code) => {
  const { meta, control } = await setUp();
  const answer = await meta(body);
  expect([answer.status, answer.json.error.code]).toEqual([status, code]);
  expect(answer.json.error).toMatchObject({
    type: "OAuthException",
    fbtrace_id: expect.stringMatching(/^A/),
  });
  expect(answer.json.error.message).toMatch(new RegExp(`^\\(#${code}\\) `));
  expect((await control("GET", "summary")).json.accepted).toBe(0);
});

test("a wrong token is refused with 190", async () => {
  const { meta } = await setUp();
  const answer = await meta(
    { to: ANA, type: "text", text: { body: "x" } },
    { authorization: "Bearer other" },
  );
  expect([answer.status, answer.json.error.code]).toEqual([401, 190]);
});

test("a test number only writes to its allowed list", async () => {
  const { text } = await setUp({ metaAllowedRecipients: [ANA] });
  expect((await text(ANA)).status).toBe(200);
  expect((await text("5511900000002")).json.error.code).toBe(131030);
});

test("an unknown phone number id is Graph's subcode 33", async () => {
  const { text } = await setUp({ metaPhoneNumberIds: ["1"] });
  expect((await text(ANA)).json.error).toMatchObject({ code: 100, error_subcode: 33 });
});

test.each([
  ["template", template("boas_vindas", "pt_BR", "Ana")],
  ["buttons", buttons("Sim", "Não")],
  ["image", { to: ANA, type: "image", image: { link: "https://example.com/a.jpg", caption: "Foto" } }],
  ["reaction", { to: ANA, type: "reaction", reaction: { message_id: "wamid.X", emoji: "👍" } }],
])("a valid %s is accepted", async (_what, body) => {
  const { meta } = await setUp();
  expect((await meta(body)).status).toBe(200);
});

test("marking as read succeeds and is no message", async () => {
  const { meta, control } = await setUp();
  const body = { status: "read", message_id: "wamid.X", typing_indicator: { type: "text" } };
  expect((await meta(body)).json).toEqual({ success: true });
  expect((await control("GET", "summary")).json.accepted).toBe(0);
});

test("the 81st message within one instant is over the throughput", async () => {
  let now = Date.now();
  const { text } = await setUp({ now: () => now });
  for (let i = 0; i < 80; i++) expect((await text(`55119000${10_000 + i}`)).status).toBe(200);
  expect((await text(ANA)).json.error.code).toBe(130429);
  now += 1_000;
  expect((await text(ANA)).status).toBe(200);
});

test("the 46th message to one phone is over the pair limit, and one more fits six seconds later", async () => {
  let now = Date.now();
  const { text } = await setUp({ now: () => now });
  for (let i = 0; i < 45; i++) expect((await text(ANA, `${i}`)).status).toBe(200);
  expect((await text(ANA)).json.error.code).toBe(131056);
  now += 6_000;
  expect((await text(ANA)).status).toBe(200);
  expect((await text(ANA)).json.error.code).toBe(131056);
});
