export type { Alert, AlertLevel } from "./alert.ts";
export { alertChannels } from "./alert-channels.ts";
export { createAlertSink } from "./alert-sink.ts";
export type { AlertChannel, SendCall, SendResult } from "./channel.ts";
export { createDiscordChannel } from "./discord.ts";
export { createNotifier, type Notifier } from "./notifier.ts";
export { createSlackChannel } from "./slack.ts";
export { createTelegramChannel } from "./telegram.ts";
