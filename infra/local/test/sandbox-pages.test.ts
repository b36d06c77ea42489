import { expect, test } from "vitest";
import { controlRefusal } from "../src/sandbox/control/guard.ts";
import { discordText } from "../src/sandbox/pages/discord-page.ts";
import { setUp } from "./sandbox-setup.ts";

const HOSTILE = `</p><script>alert(1)</script><img src=x onerror="alert(2)">'"&`;

test("hostile text is escaped on every page", async () => {
  const { text, call, control, evolution } = await setUp();
  await text("5511900000001", HOSTILE);
  await evolution("POST", "message/sendButtons/loja-exemplo", {
    number: "5511900000001",
    title: "t",
    buttons: [{ type: "reply", id: `"><script>`, displayText: "<script>alert(3)</script>" }],
  });
  await control("PUT", "contacts", { contacts: [{ phone: "5511900000001", name: HOSTILE }] });
  const field = { name: HOSTILE, value: HOSTILE };
  const embeds = [
    {
      title: HOSTILE,
      description: `[x](https://a/"onx=1) ${HOSTILE}`,
      fields: [field],
      footer: { text: HOSTILE },
    },
  ];
  await call("POST", "/discord/api/webhooks/1/t", { content: HOSTILE, username: "<b>bot</b>", embeds });
  for (const path of [
    "/",
    "/phones/5511900000001",
    "/discord",
    `/?q=${encodeURIComponent(HOSTILE)}`,
    "/parts/discord",
  ]) {
    const { text: page, status, headers } = await call("GET", path);
    expect(status).toBe(200);
    expect(page.match(/<script/g)?.length ?? 0).toBe(path.startsWith("/parts") ? 0 : 1);
    expect(page).not.toMatch(/<img|<b>bot/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});

test.each([
  ["a script link stays text", "[x](javascript:alert(1))", "[x](javascript:alert(1))"],
  ["markup stays text", "<b>", "&lt;b&gt;"],
  [
    "a web link is one",
    "[x](https://e.com/1)",
    '<a href="https://e.com/1" rel="noreferrer noopener" target="_blank">x</a>',
  ],
  ["bold and code", "**a** `b`", "<b>a</b> <code>b</code>"],
])("in an alert %s", (_what, text, markup) => {
  expect(discordText(text).markup).toBe(markup);
});

test("phones come fifty to a page, newest first, and can be searched", async () => {
  const { text, call } = await setUp({ limits: { messagesPerSecond: 0 } });
  for (let i = 0; i < 60; i++) await text(`55119000000${10 + i}`, `mensagem ${i}`);
  const lines = (page: string) => page.match(/class="phone"/g)?.length ?? 0;
  const first = (await call("GET", "/")).text;
  expect(lines(first)).toBe(50);
  expect(first.indexOf("mensagem 59")).toBeLessThan(first.indexOf("mensagem 58"));
  expect(lines((await call("GET", "/?page=1")).text)).toBe(10);
  expect(lines((await call("GET", "/?q=5511900000069")).text)).toBe(1);
});

test("a conversation shows fifty messages and a way to older ones", async () => {
  const { text, call } = await setUp({ limits: { messagesPerSecond: 0, pairBurst: 0 } });
  for (let i = 0; i < 60; i++) await text("5511900000001", `mensagem ${i}.`);
  const bubbles = (page: string) => page.match(/class="msg/g)?.length ?? 0;
  const newest = (await call("GET", "/phones/5511900000001")).text;
  expect(bubbles(newest)).toBe(50);
  expect(newest).toContain("mensagem 10.");
  expect(newest).not.toContain("mensagem 9.");
  expect(newest).toContain("before=10");
  expect(bubbles((await call("GET", "/phones/5511900000001?before=10")).text)).toBe(10);
});

test("pages speak Portuguese, English when asked, and keep it in their links", async () => {
  const { text, call } = await setUp();
  await text("5511900000001");
  expect((await call("GET", "/")).text).toMatch(/<html lang="pt-BR">.*Celulares/s);
  const english = (await call("GET", "/?lang=en")).text;
  expect(english).toMatch(/<html lang="en">.*Phones/s);
  expect(english).toContain("/phones/5511900000001?lang=en");
});

test("a part that has not changed is not sent again", async () => {
  const { text, call } = await setUp({ statusDelayMs: 60_000 });
  await text("5511900000001");
  const first = await call("GET", "/parts/phones");
  const etag = first.headers.get("etag") ?? "";
  expect((await call("GET", "/parts/phones", undefined, { "if-none-match": etag })).status).toBe(304);
  await text("5511900000001", "outra");
  expect((await call("GET", "/parts/phones", undefined, { "if-none-match": etag })).status).toBe(200);
});

const asked = { path: "/", url: new URL("http://x"), raw: Buffer.alloc(0), localPort: 1 };

test.each([
  ["this machine", "127.0.0.1", {}, null],
  ["this machine by IPv6", "::ffff:127.0.0.1", {}, null],
  ["another machine", "10.0.0.7", {}, "only from this machine"],
  [
    "another site's page",
    "127.0.0.1",
    { origin: "https://evil.example" },
    "only from the sandbox's own pages",
  ],
])("control by %s is %s", (_who, remoteAddress, extra, refusal) => {
  const headers = { host: "127.0.0.1:1", ...extra };
  expect(controlRefusal({ ...asked, method: "GET", remoteAddress, headers })).toBe(refusal);
});

test("control takes JSON only, so that a form of another site cannot steer it", async () => {
  const { call } = await setUp();
  const sent = await call("POST", "/_sandbox/faults", "{}", { "content-type": "text/plain" });
  expect(sent.status).toBe(403);
});

test("an oversized body is 413, an unknown path 404", async () => {
  const { meta, call } = await setUp();
  const big = await meta({ to: "5511900000001", type: "text", text: { body: "x".repeat(4 * 1024 * 1024) } });
  expect(big.status).toBe(413);
  expect((await call("GET", "/nowhere")).status).toBe(404);
});
