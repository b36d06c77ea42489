import * as z from "zod";

const text = z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() });
const mediaBase = { id: z.string().min(1).optional(), link: z.string().min(1).optional() };
const caption = z.string().max(1024).optional();
const media = {
  image: z.strictObject({ ...mediaBase, caption }),
  video: z.strictObject({ ...mediaBase, caption }),
  audio: z.strictObject({ ...mediaBase, voice: z.boolean().optional() }),
  document: z.strictObject({ ...mediaBase, caption, filename: z.string().max(240).optional() }),
  sticker: z.strictObject(mediaBase),
};

const footer = z.object({ text: z.string().min(1).max(60) }).optional();
const header = z.looseObject({
  type: z.enum(["text", "image", "video", "document"]),
  text: z.string().max(60).optional(),
});
const reply = z.object({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) });
const row = z.object({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().max(72).optional(),
});
const interactive = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("button"),
    header: header.optional(),
    body: z.object({ text: z.string().min(1).max(1024) }),
    footer,
    action: z.object({
      buttons: z
        .array(z.object({ type: z.literal("reply"), reply }))
        .min(1)
        .max(3),
    }),
  }),
  z.object({
    type: z.literal("list"),
    header: header.optional(),
    body: z.object({ text: z.string().min(1).max(4096) }),
    footer,
    action: z.object({
      button: z.string().min(1).max(20),
      sections: z
        .array(z.object({ title: z.string().max(24).optional(), rows: z.array(row).min(1) }))
        .min(1)
        .max(10),
    }),
  }),
  z.object({
    type: z.literal("cta_url"),
    header: header.optional(),
    body: z.object({ text: z.string().min(1).max(1024) }),
    footer,
    action: z.object({
      name: z.literal("cta_url"),
      parameters: z.object({ display_text: z.string().min(1).max(20), url: z.string().min(1) }),
    }),
  }),
]);

const parameter = z.looseObject({
  type: z.string(),
  parameter_name: z.string().optional(),
  text: z.string().optional(),
  payload: z.string().optional(),
});
const template = z.object({
  name: z.string().min(1).max(512),
  language: z.object({ code: z.string().min(1) }),
  components: z
    .array(
      z.object({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.union([z.string(), z.number()]).optional(),
        parameters: z.array(parameter).optional(),
      }),
    )
    .optional(),
});

/** What each message type must look like. */
export const contentSchemas = {
  text,
  ...media,
  interactive,
  template,
  reaction: z.object({ message_id: z.string().min(1), emoji: z.string() }),
  location: z.looseObject({
    latitude: z.union([z.number(), z.string()]),
    longitude: z.union([z.number(), z.string()]),
  }),
  contacts: z.array(z.looseObject({ name: z.looseObject({ formatted_name: z.string() }) })).min(1),
};
export type ContentType = keyof typeof contentSchemas;
export type TemplateContent = z.infer<typeof template>;

/** What every send has around its content. */
export const envelopeSchema = z.looseObject({
  messaging_product: z.literal("whatsapp"),
  recipient_type: z.enum(["individual", "group"]).optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  type: z.string().default("text"),
  biz_opaque_callback_data: z.string().optional(),
  context: z.object({ message_id: z.string().min(1) }).optional(),
});

/** A mark-as-read call, which goes to the same address as a send. */
export const readMarkSchema = z.object({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().startsWith("wamid."),
  typing_indicator: z.object({ type: z.literal("text") }).optional(),
});
