import type { SandboxCore } from "../core.ts";
import { type Exchange, multipartBody, type Reply } from "../http/exchange.ts";
import { countTokens } from "./chat-request.ts";
import type { ModelState } from "./model-state.ts";
import { badOpenAiRequest, openAiError } from "./openai-errors.ts";
import type { Serve } from "./openai-routes.ts";
import { fold } from "./script.ts";

const MOST_BYTES = 25 * 1024 * 1024;
const formats = ["flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "ogg", "wav", "webm"];
/** A recording made for a test or by the phone page carries its words, so that each says its own. */
const words = /nova-transcript:([^\0\r\n]{1,2000})/;

/** `POST /audio/transcriptions`: what the script says that the file says. */
export function createTranscribeAudio(core: SandboxCore, state: ModelState, serve: Serve) {
  async function accept(file: File, model: string, format: string): Promise<Reply> {
    const bytes = Buffer.from(await file.arrayBuffer());
    const { transcriptions, transcription } = state.script();
    const scripted = transcriptions.find((one) => new RegExp(one.file, "u").test(fold(file.name)));
    const text = scripted?.text ?? words.exec(bytes.toString("utf8"))?.[1]?.trim() ?? transcription;
    const [input, output] = [Math.ceil(bytes.length / 400), countTokens(text)];
    state.keep({
      at: new Date(core.now()).toISOString(),
      route: "audio/transcriptions",
      model,
      rule: null,
      promptTokens: input,
      completionTokens: output,
      request: { file: file.name, bytes: bytes.length },
    });
    if (format === "text") return { status: 200, text: `${text}\n` };
    const usage = {
      type: "tokens",
      input_tokens: input,
      input_token_details: { text_tokens: 0, audio_tokens: input },
      output_tokens: output,
      total_tokens: input + output,
    };
    return { status: 200, json: { text, usage } };
  }

  return async function transcribeAudio(exchange: Exchange): Promise<Reply> {
    const form = await multipartBody(exchange);
    const [file, model, format] = ["file", "model", "response_format"].map((name) => form?.get(name));
    if (typeof model !== "string" || model === "")
      return badOpenAiRequest("you must provide a model parameter");
    if (!(file instanceof File)) return badOpenAiRequest("'file' is a required property", "file");
    if (file.size > MOST_BYTES)
      return openAiError({
        status: 413,
        message: `413: Maximum content size limit (${MOST_BYTES}) exceeded (${file.size} bytes read)`,
        type: "server_error",
        code: null,
      });
    const extension = file.name.split(".").at(-1)?.toLowerCase() ?? "";
    if (!formats.includes(extension) || file.size === 0)
      return badOpenAiRequest(
        `Invalid file format. Supported formats: [${formats.map((one) => `'${one}'`).join(", ")}]`,
        "file",
      );
    return serve(model, () => accept(file, model, typeof format === "string" ? format : "json"));
  };
}
