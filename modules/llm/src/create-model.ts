import { withTimeout } from "@nova/error-handler";
import type OpenAI from "openai";
import * as z from "zod";
import { audioName } from "./audio-name.ts";
import { chatBody } from "./chat-body.ts";
import { failureOf } from "./failure-of.ts";
import { modelError } from "./model-error.ts";
import type {
  CompletionRequest,
  EmbeddingRequest,
  Model,
  PictureRequest,
  TranscriptionRequest,
} from "./port.ts";
import { estimate, readCompletion } from "./read-completion.ts";

/** A turn has 90 s in all; a call that needs longer than this is lost. */
export const maxCallMs = 30_000;
const maxAudioBytes = 25 * 1024 * 1024;
const maxTexts = 2_048;

const transcriptionSchema = z.object({
  text: z.string(),
  usage: z
    .object({ input_tokens: z.number().int().min(0), output_tokens: z.number().int().min(0) })
    .optional()
    .catch(undefined),
});
const embeddingsSchema = z.object({
  model: z.string().min(1).optional().catch(undefined),
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.array(z.number()).min(1) })),
  usage: z
    .object({ prompt_tokens: z.number().int().min(0) })
    .optional()
    .catch(undefined),
});

type Settings = {
  apiKey: string;
  /** With the version: `https://api.openai.com/v1`, or that of any vendor that speaks the same. */
  baseURL: string;
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
};
type Sdk = typeof import("openai");
type Options = { signal: AbortSignal };
type Raw = { data: unknown; request_id: string | null };

/**
 * A vendor of models behind the official client, which is loaded at the first call: it weighs more than the rest of a service.
 * Nothing is tried again here: who calls knows how much of its time is left.
 */
export function createModel({ apiKey, baseURL, timeoutMs = maxCallMs, fetch }: Settings): Model {
  let opened: Promise<{ sdk: Sdk; client: OpenAI }> | undefined;
  const limitMs = Math.max(1, Math.min(timeoutMs, maxCallMs));

  function open() {
    opened ??= import("openai").then((sdk) => ({
      sdk,
      client: new sdk.default({
        apiKey,
        baseURL,
        // Else read from the environment, which only main.ts may do.
        organization: null,
        project: null,
        adminAPIKey: null,
        webhookSecret: null,
        maxRetries: 0,
        // Ours ends the call first: the client's covers the answer's head only.
        timeout: maxCallMs + 5_000,
        logLevel: "off",
        fetchOptions: { redirect: "manual" },
        ...(fetch && { fetch }),
      }),
    }));
    return opened;
  }

  async function ask(
    caller: AbortSignal | undefined,
    call: (client: OpenAI, options: Options, sdk: Sdk) => Promise<Raw>,
  ): Promise<{ body: unknown; requestId: string | undefined }> {
    // fetch would refuse it too, but with the key in the error's message.
    if (!/^[\x21-\x7e]+$/.test(apiKey) || !/^https?:\/\//.test(baseURL))
      throw modelError("llm.invalid_settings");
    if (caller?.aborted) throw modelError("llm.aborted");
    const { client, sdk } = await open();
    return withTimeout(limitMs, async (timeout) => {
      const signal = caller ? AbortSignal.any([timeout, caller]) : timeout;
      try {
        const { data, request_id: id } = await call(client, { signal }, sdk);
        return { body: data, requestId: id?.slice(0, 80) };
      } catch (thrown) {
        const stopped = caller?.aborted ? "caller" : timeout.aborted ? "timeout" : undefined;
        throw failureOf(thrown, stopped);
      }
    });
  }

  async function complete(request: CompletionRequest) {
    const params = chatBody(request);
    const { body, requestId } = await ask(request.signal, (client, options) =>
      client.chat.completions.create(params, options).withResponse(),
    );
    return readCompletion(body, request, requestId);
  }

  async function describeImage({ model, signal, picture, instruction }: PictureRequest) {
    const {
      text,
      usage,
      model: answered,
      requestId,
    } = await complete({
      model,
      signal,
      system: instruction,
      messages: [{ role: "user", text: "", pictures: [picture] }],
    });
    return { text, usage, model: answered, requestId };
  }

  async function transcribe({
    model,
    signal,
    bytes,
    mimeType,
    language = "pt",
    prompt,
  }: TranscriptionRequest) {
    const name = audioName(mimeType);
    if (!name || bytes.length === 0 || bytes.length > maxAudioBytes)
      throw modelError("llm.unsupported_media", { bytes: bytes.length });
    const { body, requestId } = await ask(signal, async (client, options, { toFile }) => {
      const file = await toFile(bytes, name, { type: mimeType.split(";")[0] ?? "" });
      const params = { model, file, language, response_format: "json" as const, ...(prompt && { prompt }) };
      return client.audio.transcriptions.create(params, options).withResponse();
    });
    const parsed = transcriptionSchema.safeParse(body);
    if (!parsed.success) throw modelError("llm.unreadable_answer", { requestId });
    const { text, usage } = parsed.data;
    return {
      text: text.trim(),
      model,
      requestId,
      usage: usage
        ? { promptTokens: usage.input_tokens, completionTokens: usage.output_tokens }
        : estimate(prompt?.length ?? 0, text.length),
    };
  }

  async function embed({ model, signal, texts, dimensions }: EmbeddingRequest) {
    if (texts.length === 0 || texts.length > maxTexts || texts.some((text) => text === ""))
      throw modelError("llm.rejected", { why: "no text, an empty one, or too many", texts: texts.length });
    const { body, requestId } = await ask(signal, (client, options) =>
      client.embeddings
        .create(
          {
            model,
            input: [...texts],
            encoding_format: "float",
            ...(dimensions !== undefined && { dimensions }),
          },
          options,
        )
        .withResponse(),
    );
    const parsed = embeddingsSchema.safeParse(body);
    const vectors = parsed.data?.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
    if (!parsed.success || vectors?.length !== texts.length)
      throw modelError("llm.unreadable_answer", { requestId });
    const promptTokens = parsed.data.usage?.prompt_tokens;
    return {
      vectors,
      model: parsed.data.model ?? model,
      requestId,
      usage:
        promptTokens === undefined
          ? estimate(texts.join("").length, 0)
          : { promptTokens, completionTokens: 0 },
    };
  }

  return { complete, transcribe, describeImage, embed };
}
