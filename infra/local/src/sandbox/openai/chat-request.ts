import * as z from "zod";

const part = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text"), text: z.string() }),
  z.looseObject({
    type: z.literal("image_url"),
    image_url: z.looseObject({ url: z.string(), detail: z.enum(["low", "high", "auto"]).optional() }),
  }),
  z.looseObject({ type: z.literal("refusal"), refusal: z.string() }),
]);
const content = z.union([z.string(), z.array(part).min(1)]);
const toolCall = z.looseObject({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion("role", [
  z.looseObject({ role: z.enum(["system", "developer"]), content }),
  z.looseObject({ role: z.literal("user"), content }),
  z.looseObject({
    role: z.literal("assistant"),
    content: content.nullish(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.looseObject({ role: z.literal("tool"), content, tool_call_id: z.string() }),
]);
export type ChatMessage = z.infer<typeof message>;

const tool = z.looseObject({
  type: z.literal("function"),
  function: z.looseObject({
    name: z.string().regex(/^[\w-]{1,64}$/),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().nullish(),
  }),
});

/** What a chat completion may ask. */
export const chatRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z.array(tool).min(1).max(128).optional(),
  tool_choice: z
    .union([
      z.enum(["none", "auto", "required"]),
      z.looseObject({ type: z.literal("function"), function: z.looseObject({ name: z.string() }) }),
    ])
    .optional(),
  response_format: z
    .discriminatedUnion("type", [
      z.looseObject({ type: z.literal("text") }),
      z.looseObject({ type: z.literal("json_object") }),
      z.looseObject({
        type: z.literal("json_schema"),
        json_schema: z.looseObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          schema: z.record(z.string(), z.unknown()).optional(),
          strict: z.boolean().nullish(),
        }),
      }),
    ])
    .optional(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** What one message says, without its images. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return (content ?? []).map((one) => (one.type === "text" ? one.text : "")).join("\n");
}

/** The addresses of the images in one message. */
export function imagesOf({ content }: ChatMessage): string[] {
  return typeof content === "object" && content !== null
    ? content.flatMap((one) => (one.type === "image_url" ? [one.image_url.url] : []))
    : [];
}

/** About how many tokens a text has: four letters each, as the vendor's own rule of thumb says. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** About how many tokens a request has. */
export function promptTokens({ messages, tools, response_format }: ChatRequest): number {
  const spoken = messages.reduce(
    (sum, one) =>
      sum +
      4 +
      countTokens(textOf(one)) +
      85 * imagesOf(one).length +
      (one.role === "assistant" && one.tool_calls ? countTokens(JSON.stringify(one.tool_calls)) : 0),
    3,
  );
  const described = [tools, response_format].filter((one) => one !== undefined);
  return spoken + described.reduce((sum, one) => sum + countTokens(JSON.stringify(one)), 0);
}
