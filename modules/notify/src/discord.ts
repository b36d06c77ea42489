import { type Alert, type AlertLevel, truncate } from "./alert.ts";
import { type AlertChannel, createWebhookChannel } from "./channel.ts";

const colours: Record<AlertLevel, number> = {
  success: 5763719,
  error: 15548997,
  warning: 16705372,
  info: 3447003,
};

// Discord refuses the whole message when one text is a character too long; all of them together may have 6,000.
const limits = {
  title: 256,
  description: 4_096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  footer: 256, // 2,048 in fact
  total: 6_000,
};

/** Alerts as embeds of a Discord webhook, whose URL is the credential. */
export function createDiscordChannel(options: { webhookUrl: string; username?: string }): AlertChannel {
  const username = truncate(options.username ?? "Nova alertas", 80);
  return createWebhookChannel({
    name: "discord",
    url: options.webhookUrl,
    body: (alert, at, plain) => ({
      username: /discord/i.test(username) ? "Nova alertas" : username, // Discord refuses its own name
      allowed_mentions: { parse: [] },
      ...(plain ? { content: plainText(alert) } : { embeds: [embedOf(alert, at)] }),
    }),
  });
}

function embedOf({ level, title, message, fields = [], url, service }: Alert, at: Date): object {
  const head = {
    title: truncate(filled(title), limits.title),
    footer: service ? truncate(service, limits.footer) : "",
  };
  let left = limits.total - head.title.length - head.footer.length;
  const description = truncate(message, limits.description);
  left -= description.length;
  const shown: { name: string; value: string; inline: boolean }[] = [];
  for (const field of fields.slice(0, limits.fields)) {
    const name = truncate(filled(field.name), limits.fieldName);
    const value = truncate(filled(field.value), limits.fieldValue);
    left -= name.length + value.length;
    if (left < 0) break;
    shown.push({ name, value, inline: value.length <= 40 });
  }
  return {
    title: head.title,
    ...(description && { description }),
    color: colours[level],
    ...(url && { url }),
    ...(shown.length > 0 && { fields: shown }),
    ...(head.footer && { footer: { text: head.footer } }),
    timestamp: at.toISOString(),
  };
}

function plainText({ title, message, url }: Alert): string {
  return truncate([`**${filled(title)}**`, message, url ?? ""].filter(Boolean).join("\n"), 2_000);
}

/** Empty texts are refused too. */
function filled(text: string): string {
  return text.trim() === "" ? "—" : text;
}
