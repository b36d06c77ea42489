import { expect, test } from "vitest";
import { setUp } from "./sandbox-setup.ts";

const HOOK = "/discord/api/webhooks/1200000000000000001/EXAMPLE";
const embed = (fields: object) => ({ embeds: [fields] });

test("wait=true answers with the message, without it nothing", async () => {
  const { call, control } = await setUp();
  const waited = await call("POST", `${HOOK}?wait=true`, embed({ title: "Falhou", color: 15548997 }));
  expect(waited.status).toBe(200);
  expect(waited.json).toMatchObject({
    id: expect.stringMatching(/^\d{15,}$/),
    embeds: [{ title: "Falhou" }],
  });
  const silent = await call("POST", HOOK.replace("/api/", "/api/v10/"), { content: "oi" });
  expect([silent.status, silent.text]).toEqual([204, ""]);
  expect((await control("GET", "discord")).json.messages).toHaveLength(2);
});

const field = (value: string) => ({ name: "n", value });

test.each([
  ["a title over 256", embed({ title: "x".repeat(257) })],
  ["a description over 4096", embed({ description: "x".repeat(4097) })],
  ["a field over 1024", embed({ fields: [field("x".repeat(1025))] })],
  ["26 fields", embed({ fields: Array.from({ length: 26 }, () => field("v")) })],
  ["an empty field", embed({ fields: [field("")] })],
  ["11 embeds", { embeds: Array.from({ length: 11 }, () => ({ title: "t" })) }],
  ["over 6000 in all", { embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2001) }] }],
  ["a colour that is no number", embed({ color: "#ff0000" })],
  ["a text over 2000", { content: "x".repeat(2001) }],
  ["a name with discord in it", { content: "x", username: "Discord bot" }],
])("%s is an invalid form body", async (_what, body) => {
  const { call, control } = await setUp();
  const answer = await call("POST", HOOK, body);
  expect([answer.status, answer.json.code, answer.json.message]).toEqual([400, 50035, "Invalid Form Body"]);
  expect(Object.keys(answer.json.errors)).toHaveLength(1);
  expect((await control("GET", "discord")).json.messages).toEqual([]);
});

test("exactly 6000 characters pass", async () => {
  const { call } = await setUp();
  const body = { embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2000) }] };
  expect((await call("POST", HOOK, body)).status).toBe(204);
});

test("an empty message is refused", async () => {
  const { call } = await setUp();
  expect((await call("POST", HOOK, {})).json.code).toBe(50006);
});

test("the sixth request in two seconds is limited, with headers and decimal seconds", async () => {
  let now = Date.now();
  const { call } = await setUp({ now: () => now });
  const remaining = [];
  for (let i = 0; i < 5; i++)
    remaining.push((await call("POST", HOOK, { content: "x" })).headers.get("x-ratelimit-remaining"));
  expect(remaining).toEqual(["4", "3", "2", "1", "0"]);
  now += 1_350;
  const limited = await call("POST", HOOK, { content: "x" });
  expect(limited.status).toBe(429);
  expect(limited.json).toEqual({ message: "You are being rate limited.", retry_after: 0.65, global: false });
  expect(limited.headers.get("retry-after")).toBe("1");
  expect(limited.headers.get("x-ratelimit-scope")).toBe("user");
  now += 650;
  expect((await call("POST", HOOK, { content: "x" })).status).toBe(204);
});

test("a message is edited and deleted", async () => {
  const { call } = await setUp();
  const { id } = (await call("POST", `${HOOK}?wait=true`, { content: "um" })).json;
  const edited = await call("PATCH", `${HOOK}/messages/${id}`, { content: "dois" });
  expect(edited.json).toMatchObject({ id, content: "dois", edited_timestamp: expect.any(String) });
  expect((await call("DELETE", `${HOOK}/messages/${id}`)).status).toBe(204);
  expect((await call("PATCH", `${HOOK}/messages/${id}`, { content: "x" })).json.code).toBe(10008);
});

test("unknown webhooks and wrong tokens are refused when webhooks are configured", async () => {
  const { call } = await setUp({ discordWebhooks: { "1": "right" } });
  expect((await call("POST", "/discord/api/webhooks/1/right", { content: "x" })).status).toBe(204);
  const wrong = await call("POST", "/discord/api/webhooks/1/wrong", { content: "x" });
  expect([wrong.status, wrong.json.code]).toEqual([401, 50027]);
  const unknown = await call("POST", "/discord/api/webhooks/2/right", { content: "x" });
  expect([unknown.status, unknown.json]).toEqual([404, { message: "Unknown Webhook", code: 10015 }]);
});
