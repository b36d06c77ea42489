import {
  type AlertChannel,
  createDiscordChannel,
  createSlackChannel,
  createTelegramChannel,
} from "../src/index.ts";
import type { Reaction } from "./fake-vendor.ts";

/** The secret part of every channel's address. */
export const token = "SEGREDO_do_canal-0123456789abcdefghijklmn";

type Vendor = {
  make: (url: string) => AlertChannel;
  limited: Reaction;
  limitedMs: number;
  gone: Reaction;
  refused: Reaction;
};

/** How each vendor is reached, and how it says no. */
export const vendors: Record<string, Vendor> = {
  discord: {
    make: (url) => createDiscordChannel({ webhookUrl: `${url}/api/webhooks/1200000000000000001/${token}` }),
    limited: {
      status: 429,
      headers: { "retry-after": "1" },
      body: `{"message":"You are being rate limited.","retry_after":0.25,"global":false}`,
    },
    limitedMs: 250,
    gone: { status: 404, body: `{"message":"Unknown Webhook","code":10015}` },
    refused: { status: 400, body: `{"message":"Invalid Form Body","code":50035}` },
  },
  slack: {
    make: (url) => createSlackChannel({ webhookUrl: `${url}/services/T000/B000/${token}` }),
    limited: { status: 429, headers: { "retry-after": "1" }, body: "" },
    limitedMs: 1_000,
    gone: { status: 404, body: "no_service" },
    refused: { status: 400, body: "invalid_payload" },
  },
  telegram: {
    make: (url) =>
      createTelegramChannel({ apiUrl: url, botToken: `123456789:${token}`, chatId: "-1001000000001" }),
    limited: { status: 429, body: `{"ok":false,"error_code":429,"parameters":{"retry_after":1}}` },
    limitedMs: 1_000,
    gone: { status: 404, body: `{"ok":false,"error_code":404,"description":"Not Found"}` },
    refused: {
      status: 400,
      body: `{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities"}`,
    },
  },
};
