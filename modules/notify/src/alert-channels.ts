import type { AlertChannel } from "./channel.ts";
import { createDiscordChannel } from "./discord.ts";
import { createSlackChannel } from "./slack.ts";
import { createTelegramChannel } from "./telegram.ts";

type Settings = {
  DISCORD_WEBHOOK_URL?: string | undefined;
  SLACK_WEBHOOK_URL?: string | undefined;
  TELEGRAM_BOT_TOKEN?: string | undefined;
  TELEGRAM_CHAT_ID?: string | undefined;
};

/** The channels that a service's settings name; none is fine, alerts are then only logged. */
export function alertChannels(settings: Settings): AlertChannel[] {
  const { DISCORD_WEBHOOK_URL, SLACK_WEBHOOK_URL, TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID } = settings;
  const channels: AlertChannel[] = [];
  if (DISCORD_WEBHOOK_URL) channels.push(createDiscordChannel({ webhookUrl: DISCORD_WEBHOOK_URL }));
  if (SLACK_WEBHOOK_URL) channels.push(createSlackChannel({ webhookUrl: SLACK_WEBHOOK_URL }));
  if (TELEGRAM_BOT_TOKEN && TELEGRAM_CHAT_ID) {
    channels.push(createTelegramChannel({ botToken: TELEGRAM_BOT_TOKEN, chatId: TELEGRAM_CHAT_ID }));
  }
  return channels;
}
