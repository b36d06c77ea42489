import * as z from "zod";

const pattern = z
  .string()
  .min(1)
  .max(1_000)
  .refine((source) => isPattern(source), "not a regular expression");
const callSchema = z.strictObject({
  name: z.string().min(1),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

const ruleSchema = z.strictObject({
  name: z.string().max(80).optional(),
  /** Every condition that is given has to hold. Patterns see small letters without accents. */
  when: z
    .strictObject({
      /** In the user's last message. */
      text: pattern.optional(),
      system: pattern.optional(),
      /** Anywhere in what was sent, sections included. */
      prompt: pattern.optional(),
      model: z.string().optional(),
      /** A tool of this name is offered. */
      tool: z.string().optional(),
      /** The last message is what this tool answered. */
      toolResult: z.string().optional(),
      /** The name of the JSON schema that the answer has to follow. */
      schema: z.string().optional(),
      image: z.boolean().optional(),
      /** The user's first message is 1. */
      turn: z.int().min(1).optional(),
    })
    .default({}),
  /** How many requests it answers before it is spent. */
  times: z.int().min(1).optional(),
  /** `{{1}}` is the first group of `when.prompt`, else of `when.text`; an object is written as JSON. */
  content: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  toolCalls: z.array(callSchema).min(1).optional(),
  refusal: z.string().optional(),
  finishReason: z.enum(["stop", "length", "content_filter"]).optional(),
  /** Refuses by one of the vendor's names: `insufficient_quota`, `content_filter`… */
  error: z.string().optional(),
  /** Before each piece of a stream. */
  chunkMs: z.int().min(0).max(60_000).default(0),
  /** Breaks the stream after so many pieces. */
  stopAfterChunks: z.int().min(0).optional(),
});
export type Rule = z.output<typeof ruleSchema>;

/** What the model says: the first rule that fits, else the fallback. */
export const scriptSchema = z.strictObject({
  rules: z.array(ruleSchema).max(500).default([]),
  fallback: z.string().min(1).default("Desculpe, não entendi. Pode explicar de outro jeito?"),
  /** What recordings say, by their file's name. */
  transcriptions: z.array(z.strictObject({ file: pattern, text: z.string() })).default([]),
  transcription: z.string().default("Oi, queria saber o preço do curso."),
  image: z.string().default("Foto de um produto sobre uma mesa, com a etiqueta de preço à vista."),
});
export type Script = z.output<typeof scriptSchema>;
export type ScriptInput = z.input<typeof scriptSchema>;

/** Small letters without accents, as people type them or not. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}
