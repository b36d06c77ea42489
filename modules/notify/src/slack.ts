import { type Alert, type AlertLevel, truncate } from "./alert.ts";
import { type AlertChannel, createWebhookChannel, levelMarks } from "./channel.ts";

const colours: Record<AlertLevel, string> = {
  success: "#57f287",
  error: "#ed4245",
  warning: "#fee75c",
  info: "#3498db",
};

/** Alerts through a Slack incoming webhook, which fixes channel and name; its URL is the credential. */
export function createSlackChannel({ webhookUrl }: { webhookUrl: string }): AlertChannel {
  return createWebhookChannel({
    name: "slack",
    url: webhookUrl,
    body: (alert, _at, plain) =>
      plain ? { text: headline(alert) } : { text: headline(alert), attachments: [attachmentOf(alert)] },
  });
}

function headline({ level, title, url }: Alert): string {
  const text = escapeMrkdwn(truncate(title, 256));
  // In a link `|` ends the address.
  return `${levelMarks[level]} ${url ? `<${escapeMrkdwn(url).replaceAll("|", "%7C")}|${text}>` : `*${text}*`}`;
}

function attachmentOf({ level, message, fields = [], service }: Alert): object {
  return {
    color: colours[level],
    mrkdwn_in: ["text"],
    text: escapeMrkdwn(truncate(message, 2_500)),
    fields: fields.slice(0, 25).map(({ name, value }) => ({
      title: escapeMrkdwn(truncate(name, 256)),
      value: escapeMrkdwn(truncate(value, 1_024)),
      short: value.length <= 40,
    })),
    ...(service && { footer: escapeMrkdwn(truncate(service, 256)) }),
  };
}

/** Also keeps `<!channel>` in an error's text from calling everybody. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
