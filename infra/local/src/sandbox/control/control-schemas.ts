import * as z from "zod";
import { templateSchema } from "../meta/templates.ts";
import { contactSchema } from "../sandbox-state.ts";

/** The body of `PUT /_sandbox/webhooks`. */
export const webhooksSchema = z.strictObject({
  meta: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).nullable(),
    /** Off only to register before the other side listens. */
    verify: z.boolean().default(true),
  }),
});

/** The body of `POST /_sandbox/inbound`: a phone writes to the business. */
export const inboundSchema = z.strictObject({
  provider: z.enum(["meta", "evolution"]),
  sender: z.string().min(1),
  from: z.string().min(1),
  text: z.string().max(65_536).default(""),
  name: z.string().optional(),
  button: z.strictObject({ id: z.string(), title: z.string() }).optional(),
  contextId: z.string().optional(),
});
export type InboundInput = z.infer<typeof inboundSchema>;

export const contactsSchema = z.strictObject({ contacts: z.array(contactSchema) });
/** The body of `PUT /_sandbox/templates`. With `tell`, this account's callback hears what changed. */
export const templatesSchema = z.strictObject({
  templates: z.array(templateSchema).min(1),
  tell: z.string().regex(/^\d+$/).optional(),
});
export const instanceStateSchema = z.strictObject({
  state: z.enum(["open", "connecting", "close"]),
  statusReason: z.int().optional(),
});
