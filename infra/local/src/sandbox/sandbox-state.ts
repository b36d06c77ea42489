import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { templateSchema } from "./meta/templates.ts";

/** How a vendor's own database describes one Evolution instance. */
export const instanceSchema = z.object({
  name: z.string(),
  id: z.string(),
  number: z.string(),
  token: z.string(),
  state: z.enum(["open", "connecting", "close"]),
  webhook: z
    .object({
      enabled: z.boolean(),
      url: z.string(),
      byEvents: z.boolean(),
      base64: z.boolean(),
      headers: z.record(z.string(), z.string()),
      events: z.array(z.string()),
    })
    .nullable(),
});
export type Instance = z.infer<typeof instanceSchema>;

/** A person with a phone, where they differ from the ordinary. */
export const contactSchema = z.object({
  phone: z.string().min(1),
  name: z.string().optional(),
  hasWhatsApp: z.boolean().default(true),
  lid: z.string().optional(),
  /** How their LID arrives: with the phone beside it, without, or not at all. */
  lidMode: z.enum(["with-alt", "without-alt"]).default("with-alt"),
});
export type Contact = z.infer<typeof contactSchema>;

const stateSchema = z.object({
  metaWebhookUrl: z.string().nullable(),
  instances: z.array(instanceSchema),
  contacts: z.array(contactSchema),
  templates: z.array(templateSchema).default([]),
});
export type SandboxState = z.infer<typeof stateSchema>;

/** The vendors' own settings, which outlive a restart as theirs do. */
export function openState(file: string): { state: SandboxState; save(): void } {
  const state = readState(file);
  return {
    state,
    save() {
      writeFileSync(`${file}.new`, JSON.stringify(state, null, 2));
      renameSync(`${file}.new`, file);
    },
  };
}

function readState(file: string): SandboxState {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // Absent at the first start; unreadable means that a new one is written at the next change.
    return { metaWebhookUrl: null, instances: [], contacts: [], templates: [] };
  }
}
