import * as z from "zod";

const webLink = z.url({ protocol: /^https$/ }).max(2_048);
const fileName = z.string().trim().min(1).max(240);
const line = z.string().min(1).max(1_024);

const textMessage = z.object({
  kind: z.literal("text"),
  /** With `{{name}}`, `{{name|fallback}}` and `{a|b}`. */
  text: z.string().trim().min(1).max(20_000),
  media: z
    .object({ kind: z.enum(["image", "video", "document"]), url: webLink, filename: fileName.optional() })
    .optional(),
});
const templateParameters = z.object({
  header: z
    .union([
      z.object({ text: line }),
      z.object({
        kind: z.enum(["image", "video", "document"]),
        url: webLink,
        filename: fileName.optional(),
      }),
    ])
    .optional(),
  /** In order, or by name. */
  body: z.union([z.array(line).max(50), z.record(z.string().regex(/^\w{1,100}$/), line)]).optional(),
  buttons: z
    .array(z.object({ index: z.int().min(0).max(9), kind: z.enum(["url", "quick_reply"]), value: line }))
    .max(10)
    .optional(),
});
const templateMessage = z.object({
  kind: z.literal("meta"),
  templateId: z.uuid(),
  /** None: as they are stored with the template. */
  parameters: templateParameters.optional(),
});

/** What a campaign says, as people write it: a text of their own, or one of Meta's templates with its parameters. */
export const campaignMessageSchema = z.discriminatedUnion("kind", [textMessage, templateMessage]);
export type CampaignMessage = z.infer<typeof campaignMessageSchema>;
