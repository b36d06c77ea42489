import { type Alert, truncate } from "./alert.ts";
import { type AlertChannel, createWebhookChannel, levelMarks } from "./channel.ts";

type Options = { botToken: string; chatId: string; threadId?: number; apiUrl?: string };

// 4,096 after the markup is parsed. Escaping makes a text longer, never its parsed form.
const maxText = 4_096;

/** Alerts as messages of a Telegram bot. HTML, because MarkdownV2 refuses a message for one unescaped dot. */
export function createTelegramChannel(options: Options): AlertChannel {
  const { botToken, chatId, threadId, apiUrl = "https://api.telegram.org" } = options;
  return createWebhookChannel({
    name: "telegram",
    url: `${apiUrl}/bot${botToken}/sendMessage`,
    body: (alert, _at, plain) => ({
      chat_id: chatId,
      ...(threadId !== undefined && { message_thread_id: threadId }),
      link_preview_options: { is_disabled: true },
      ...(plain
        ? { text: textOf(alert, identity, false) }
        : { text: textOf(alert, escapeHtml, true), parse_mode: "HTML" }),
    }),
  });
}

function textOf(
  { level, title, message, fields = [], url, service }: Alert,
  escaped: (text: string) => string,
  html: boolean,
): string {
  const bold = (text: string): string => (html ? `<b>${escaped(text)}</b>` : text);
  const head = truncate(title, 256);
  const lines = [`${levelMarks[level]} ${bold(head)}`];
  let left = maxText - head.length - 3;
  const add = (visibleLength: number, line: string): void => {
    if (visibleLength + 1 > left) return;
    left -= visibleLength + 1;
    lines.push(line);
  };
  const shown = truncate(message, 2_000);
  if (shown) add(shown.length, escaped(shown));
  const link = url && html ? `<a href="${escaped(url)}">Abrir</a>` : url;
  if (link) add(html ? 5 : link.length, link);
  if (service) add(truncate(service, 128).length, escaped(truncate(service, 128)));
  for (const field of fields) {
    const [name, value] = [truncate(field.name, 128), truncate(field.value, 512)];
    add(name.length + value.length + 2, `${bold(name)}: ${escaped(value)}`);
  }
  return lines.join("\n");
}

function identity(text: string): string {
  return text;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
