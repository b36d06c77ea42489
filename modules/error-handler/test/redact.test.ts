import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { redact } from "../src/redact.ts";

const uuid = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";

describe("of a phone nothing is left, however it is written", () => {
  test.each([
    "5511987654321",
    "+5511987654321",
    "+55 11 98765-4321",
    "+55 (11) 98765-4321",
    "55 (11) 9 8765-4321",
    "55 11 9 8765 4321",
    "+55.11.98765.4321",
    "0055 11 98765-4321",
    "551187654321",
    "+55 11 8765 4321",
    "(11) 98765-4321",
    "(11) 9 8765 4321",
    "(11)8765-4321",
    "11 98765-4321",
    "11 8765-4321",
    "011 98765 4321",
    "11987654321",
    "2133445566",
    "98765-4321",
    "+1 415 555 2671",
    "+14155552671",
    "+351 912 345 678",
    "+44 20 7946 0958",
    "+55 11 98765\u20114321",
    "5511987654321@s.whatsapp.net",
    "551187654321@c.us",
    "123456789012345@lid",
    "1203630212345678@g.us",
    "fone5511987654321",
    "id-5511987654321",
    "5511987654321_1",
  ])("%s", (phone) => {
    for (const text of [
      phone,
      `número ${phone}, outra vez ${phone}.`,
      `"to":"${phone}"`,
      `phone=${phone}&x`,
    ]) {
      const left = redact(text);
      expect(left).toMatch(/\[(phone|address)\]/);
      expect(left.replaceAll(/\D/g, "").length).toBeLessThan(4);
    }
  });
});

describe("of a secret nothing is left", () => {
  test.each<[string, string, string]>([
    ["a bearer token", "Authorization: Bearer ya29.a0AfH6-SMB_x", "ya29"],
    ["basic credentials", "authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
    ["Meta's token", "Error validating token EAAGm0PX4ZCpsBAKZCZA: expired", "EAAG"],
    ["Supabase's key", "apikey sb_secret_Zx8-Kq", "Zx8"],
    ["OpenAI's key", "Incorrect API key provided: sk-proj-AbCd_1234efgh", "AbCd"],
    ["Google's key", "key AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "SyD-9t"],
    ["Slack's token", "xoxb-1234567890-abcdef", "abcdef"],
    ["a JWT", "token eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoieCJ9.c2lnbmF0dXJl", "c2ln"],
    ["a password in a URL", "postgres://nova:hunter2@db.example:5432/x", "hunter2"],
    ["a password alone in a URL", "redis://:hunter2@cache:6379", "hunter2"],
    ["a token in a query", "https://graph.example/me?access_token=abc-def&fields=id", "abc-def"],
    ["a verify token", "hub.mode=subscribe&hub.verify_token=hush-hush", "hush"],
    ["a secret set somewhere", "connect failed: password=hunter2 host=db", "hunter2"],
    ["a secret in JSON", '{"apikey":"0F5A-1234-XYZ","instance":"loja"}', "0F5A"],
    ["a secret in a header", "x-webhook-secret: 9f8e7d6c5b", "9f8e"],
    ["Discord's webhook", "POST https://discord.com/api/webhooks/1200000000000000001/tok-EN_x 404", "tok-EN"],
    ["Slack's webhook", "https://hooks.slack.com/services/T000/B000/XXXX", "T000"],
    [
      "Telegram's bot token",
      "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/send",
      "ABC-DEF",
    ],
    ["a credentials key", `CREDENTIALS_KEY k1:${Buffer.alloc(32, 7).toString("base64")}`, "BwcHBw"],
    ["a private key", "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "MIIEvQ"],
    ["half a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQ", "MIIEvQ"],
    ["an e-mail address", "User ana.souza+curso@loja.com.br not found", "souza"],
  ])("%s", (_what, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toMatch(/\[(redacted|address)\]/);
  });
});

describe("what is needed to look something up stays", () => {
  test.each([
    uuid,
    "00000000-0000-4000-8000-000000000001",
    "12345678-1234-4234-8234-123456789012",
    `https://painel.example/campaigns/${uuid}`,
    "https://painel.example/senders/12345678-1234-4234-8234-123456789012?aba=2",
    "wamid.HBgNNTUxMTkwMDAwMDAwMRUCABEYFDM1MzA4MzBCOEYxMjMzMTdDMzYzAA==",
    "3EB027D9C51B12AFF90EFC",
    "2026-03-10T12:33:23.000Z",
    "2026-03-10T12:33:23-03:00",
    "2026-03-10 12:33:23",
    "2026-03-10",
    "1773144803",
    "1773144803123",
    "meta.131026",
    "evolution.http_503",
    "106500000000001",
    "11223344556677889",
    "http://127.0.0.1:54321/rest/v1/rpc/claim_send",
    "projects/123456789012/topics/whatsapp-send",
    "sha256:0123456789abcdef0123456789abcdef",
    "105445aa7843bc8bf206b12000100000/1;o=1",
    "hourly cap 20/20, next at 14:03:20",
    "no answer in 30000 ms",
    "1000 recipients: 1000 delivered, 0 failed, 0 duplicated, 0 lost in 12.8 s",
    "push token refused: ERR_JWT_EXPIRED",
    "invalid token: expired long ago",
    "meta.invalid_token: Token da Meta inválido ou expirado.",
    "at deliver (file:///app/whatsapp-worker.mjs:51234:17)",
  ])("%s", (text) => {
    expect(redact(text)).toBe(text);
  });

  test("an id that holds the beginning of a token stays whole", () => {
    const text = "/campaigns/wamid.HBgNB2ElFTxAjLdsB/EAA7cJV715EvQk0S2p1up4baiqZQ0FmrH+";
    expect(redact(text)).toBe(text);
  });

  test("every random id stays whole", () => {
    for (let round = 0; round < 20_000; round++) {
      for (const id of [randomUUID(), `wamid.HBgN${randomBytes(36).toString("base64")}`]) {
        const text = `/campaigns/${id}`;
        expect(redact(text)).toBe(text);
      }
    }
  });

  test("every moment stays whole", () => {
    const day = 86_400_000;
    for (let time = Date.UTC(2024, 0); time < Date.UTC(2031, 0); time += 7.3 * day) {
      const at = new Date(time);
      for (const text of [
        at.toISOString(),
        at.toISOString().replace("Z", "-0300"),
        String(Math.floor(time / 1_000)),
        String(time),
      ])
        expect(redact(text)).toBe(text);
    }
  });
});

test("a text longer than any log line is cut, and says how long it was", () => {
  const left = redact("x".repeat(200_000));
  expect(left).toHaveLength(16_384 + "… (200000 characters)".length);
  expect(left.endsWith("… (200000 characters)")).toBe(true);
});

test.each([
  ["digits", "5"],
  ["zeros", "0"],
  ["spaced digits", "1 "],
  ["plus signs", "+1"],
  ["brackets", "(11)"],
  ["hyphens", "-"],
  ["letters", "a"],
  ["dotted letters", "a."],
  ["at signs", "a@"],
  ["colons", "a://b:"],
  ["names of secrets", "token:"],
  ["beginnings of tokens", "eyJa."],
  ["beginnings of keys", "-----BEGIN PRIVATE KEY-----"],
  ["uuids", `${uuid} `],
])("no text is dear to clean: %s", (_what, unit) => {
  const text = unit.repeat(Math.ceil(200_000 / unit.length));
  const startedAt = performance.now();
  redact(text);
  expect(performance.now() - startedAt).toBeLessThan(3_000); // what is not linear takes minutes
});
