import * as z from "zod";
import type { SandboxCore } from "../core.ts";
import { type Exchange, jsonBody, type Reply } from "../http/exchange.ts";
import { countTokens } from "./chat-request.ts";
import { unreadable } from "./complete-chat.ts";
import { embedText } from "./embed-text.ts";
import type { ModelState } from "./model-state.ts";
import { badOpenAiRequest } from "./openai-errors.ts";
import type { Serve } from "./openai-routes.ts";

const MOST_TOKENS = 8_192;
const MOST_TOKENS_IN_ALL = 300_000;

const requestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2_048)]),
  dimensions: z.int().min(1).max(3_072).optional(),
  encoding_format: z.enum(["float", "base64"]).default("float"),
});

/** `POST /embeddings`. */
export function createEmbeddings(core: SandboxCore, state: ModelState, serve: Serve) {
  return async function embed(exchange: Exchange): Promise<Reply> {
    const body = jsonBody(exchange);
    if (body === undefined) return unreadable();
    const parsed = requestSchema.safeParse(body);
    if (!parsed.success) {
      const [field = "input"] = parsed.error.issues[0]?.path ?? [];
      return badOpenAiRequest(
        `'$.${String(field)}' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.`,
      );
    }
    const { model, encoding_format: encoding } = parsed.data;
    const texts = [parsed.data.input].flat();
    const dimensions = parsed.data.dimensions ?? (model.endsWith("-large") ? 3_072 : 1_536);
    const counts = texts.map(countTokens);
    const tokens = counts.reduce((sum, one) => sum + one, 0);
    if (counts.some((count) => count > MOST_TOKENS) || tokens > MOST_TOKENS_IN_ALL)
      return badOpenAiRequest(
        `This model's maximum context length is ${MOST_TOKENS} tokens, however you requested ${Math.max(...counts)} tokens. Please reduce your prompt.`,
        "input",
        "context_length_exceeded",
      );
    return serve(model, () => {
      state.keep({
        at: new Date(core.now()).toISOString(),
        route: "embeddings",
        model,
        rule: null,
        promptTokens: tokens,
        completionTokens: 0,
        request: { texts: texts.length, dimensions },
      });
      const data = texts.map((text, index) => {
        const vector = embedText(text, dimensions);
        const embedding =
          encoding === "base64" ? Buffer.from(new Float32Array(vector).buffer).toString("base64") : vector;
        return { object: "embedding", index, embedding };
      });
      const usage = { prompt_tokens: tokens, total_tokens: tokens };
      return { status: 200, json: { object: "list", data, model, usage } };
    });
  };
}
