import * as z from "zod";

const options = {
  number: z.string().min(1),
  delay: z.int().min(0).max(600_000).optional(),
  linkPreview: z.boolean().optional(),
  mentionsEveryOne: z.boolean().optional(),
  mentioned: z.array(z.string()).optional(),
  quoted: z.looseObject({ key: z.looseObject({ id: z.string() }) }).optional(),
};

const button = z.looseObject({
  type: z.enum(["reply", "copy", "url", "call", "pix"]),
  displayText: z.string().optional(),
  id: z.string().optional(),
});
const row = z.object({ title: z.string(), description: z.string().optional(), rowId: z.string().min(1) });

/** The body of each `/message/{action}`. */
export const sendSchemas = {
  sendText: z.object({ ...options, text: z.string().min(1) }),
  sendMedia: z.object({
    ...options,
    mediatype: z.enum(["image", "document", "video", "audio"]),
    media: z.string().min(1),
    mimetype: z.string().optional(),
    caption: z.string().optional(),
    fileName: z.string().optional(),
  }),
  sendWhatsAppAudio: z.object({ ...options, audio: z.string().min(1), encoding: z.boolean().optional() }),
  sendButtons: z.object({
    ...options,
    title: z.string().min(1),
    description: z.string().optional(),
    footer: z.string().optional(),
    buttons: z.array(button).min(1),
  }),
  sendList: z.object({
    ...options,
    title: z.string().min(1),
    description: z.string().optional(),
    buttonText: z.string().min(1),
    footerText: z.string(),
    sections: z.array(z.object({ title: z.string(), rows: z.array(row).min(1) })).min(1),
  }),
};
export type SendAction = keyof typeof sendSchemas;

/** The message as the server stores it: what the answer, the echo and the phone show. */
export type Content = {
  number: string;
  delayMs: number;
  messageType: string;
  message: Record<string, unknown>;
  text: string;
  buttons: { id: string; title: string }[];
};

/** Keys of the nested v1 bodies, which v2 refuses. */
const v1Keys = ["options", "textMessage", "mediaMessage", "audioMessage", "buttonMessage", "listMessage"];

/** Reads a send, or says what is wrong in the server's words. */
export function readContent(action: SendAction, body: unknown): Content | { problems: string[] } {
  const nested = typeof body === "object" && body !== null ? v1Keys.filter((key) => key in body) : [];
  const parsed = parse(action, body);
  if ("problems" in parsed) return parsed;
  return nested.length > 0
    ? { problems: nested.map((key) => `instance additional property "${key}" exists`) }
    : parsed;
}

function parse(action: SendAction, body: unknown): Content | { problems: string[] } {
  switch (action) {
    case "sendText":
      return shape(sendSchemas.sendText, body, ({ text }) => ({
        messageType: "conversation",
        message: { conversation: text },
        text,
      }));
    case "sendMedia":
      return shape(sendSchemas.sendMedia, body, ({ mediatype, caption = "", mimetype, fileName, media }) => ({
        messageType: `${mediatype}Message`,
        message: { [`${mediatype}Message`]: { url: media.slice(0, 500), mimetype, caption, fileName } },
        text: caption || `[${mediatype}]`,
      }));
    case "sendWhatsAppAudio":
      return shape(sendSchemas.sendWhatsAppAudio, body, ({ audio }) => ({
        messageType: "audioMessage",
        message: {
          audioMessage: { url: audio.slice(0, 500), mimetype: "audio/ogg; codecs=opus", ptt: true },
        },
        text: "[audio]",
      }));
    case "sendButtons":
      return readButtons(body);
    case "sendList":
      return shape(
        sendSchemas.sendList,
        body,
        ({ title, description, buttonText, footerText, sections }) => ({
          messageType: "listMessage",
          message: {
            listMessage: { title, description, buttonText, footerText, listType: "SINGLE_SELECT", sections },
          },
          text: [title, description].filter(Boolean).join("\n"),
          buttons: sections.flatMap(({ rows }) => rows.map((one) => ({ id: one.rowId, title: one.title }))),
        }),
      );
  }
}

function readButtons(body: unknown): Content | { problems: string[] } {
  const parsed = sendSchemas.sendButtons.safeParse(body);
  if (parsed.success) {
    const types = new Set(
      parsed.data.buttons.map((one) => (one.type === "reply" || one.type === "pix" ? one.type : "link")),
    );
    if (types.size > 1) return { problems: ["Reply buttons cannot be mixed with other types"] };
    if (types.has("reply") && parsed.data.buttons.length > 3)
      return { problems: ["Maximum of 3 reply buttons allowed"] };
    if (types.has("pix") && parsed.data.buttons.length > 1)
      return { problems: ["Only one PIX button is allowed"] };
  }
  return shape(sendSchemas.sendButtons, body, ({ title, description, footer, buttons }) => ({
    messageType: "interactiveMessage",
    message: {
      interactiveMessage: {
        body: { text: `*${title}*\n\n${description ?? ""}` },
        footer: { text: footer },
        buttons,
      },
    },
    text: [title, description].filter(Boolean).join("\n"),
    buttons: buttons.map((one) => ({ id: one.id ?? one.displayText ?? "", title: one.displayText ?? "" })),
  }));
}

type Shaped = {
  messageType: string;
  message: Record<string, unknown>;
  text: string;
  buttons?: Content["buttons"];
};

function shape<T extends { number: string; delay?: number | undefined }>(
  schema: z.ZodType<T>,
  body: unknown,
  content: (parsed: T) => Shaped,
): Content | { problems: string[] } {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return { problems: parsed.error.issues.map((issue) => problem(issue, body)) };
  const { number, delay = 0 } = parsed.data;
  return { number, delayMs: delay, buttons: [], ...content(parsed.data) };
}

function problem(issue: z.core.$ZodIssue, body: unknown): string {
  const [first, ...deeper] = issue.path;
  const isMissing =
    deeper.length === 0 && (typeof body !== "object" || body === null || !(String(first) in body));
  return isMissing
    ? `instance requires property "${String(first)}"`
    : `instance.${issue.path.join(".")} ${issue.message}`;
}
