import * as z from "zod";

const media = z.union([z.object({ link: z.url() }), z.object({ id: z.string().min(1) })]);
const documentMedia = z.union([
  z.object({ link: z.url(), filename: z.string().optional() }),
  z.object({ id: z.string().min(1), filename: z.string().optional() }),
]);

const parameter = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string(), parameter_name: z.string().optional() }),
  z.object({ type: z.literal("image"), image: media }),
  z.object({ type: z.literal("video"), video: media }),
  z.object({ type: z.literal("document"), document: documentMedia }),
]);

const buttonParameter = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("payload"), payload: z.string().max(256) }),
]);

const component = z.discriminatedUnion("type", [
  z.object({ type: z.literal("header"), parameters: z.array(parameter) }),
  z.object({ type: z.literal("body"), parameters: z.array(parameter) }),
  z.object({
    type: z.literal("button"),
    sub_type: z.enum(["quick_reply", "url"]),
    index: z.string().regex(/^\d$/),
    parameters: z.array(buttonParameter),
  }),
]);

/** The components of a template message, in Meta's own shape, as they are stored with a template. */
export const templateComponentsSchema = z.array(component);
export type TemplateComponent = z.infer<typeof component>;

const textMedia = z.object({
  type: z.literal("media"),
  mediaType: z.enum(["image", "video", "document"]),
  url: z.url(),
  fileName: z.string().optional(),
});

/** What goes with a text of ours: at most one file, whose caption the text becomes. */
export const textComponentsSchema = z.array(textMedia).max(1);
export type TextComponent = z.infer<typeof textMedia>;
