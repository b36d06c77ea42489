import type OpenAI from "openai";
import { modelError } from "./model-error.ts";
import type { CompletionRequest, ModelMessage, Picture } from "./port.ts";

type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;
type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam;

const readablePictures = ["image/jpeg", "image/png", "image/webp", "image/gif"];
/** The vendor takes 20 MB a picture; what WhatsApp carries is at most 5. */
const maxPictureBytes = 20_000_000;

/** The vendor's request. Optional fields are left out, because not every vendor knows them. */
export function chatBody(request: CompletionRequest): Body {
  const { model, system, messages, tools = [], toolChoice, responseFormat, maxTokens, temperature } = request;
  return {
    model,
    messages: [
      ...(system ? [{ role: "system" as const, content: system }] : []),
      ...messages.map(messageBody),
    ],
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters, strict }) => ({
        type: "function" as const,
        function: { name, description, parameters, ...(strict !== undefined && { strict }) },
      })),
      ...(toolChoice && { tool_choice: toolChoice }),
    }),
    ...(responseFormat && {
      response_format: {
        type: "json_schema" as const,
        json_schema: { name: responseFormat.name, schema: responseFormat.schema, strict: true },
      },
    }),
    ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
  };
}

function messageBody(message: ModelMessage): Message {
  switch (message.role) {
    case "user": {
      const { text, pictures = [] } = message;
      if (pictures.length === 0) return { role: "user", content: text };
      const said = text === "" ? [] : [{ type: "text" as const, text }];
      return { role: "user", content: [...said, ...pictures.map(pictureBody)] };
    }
    case "assistant": {
      const { text, toolCalls = [] } = message;
      if (toolCalls.length === 0) return { role: "assistant", content: text };
      return {
        role: "assistant",
        content: text === "" ? null : text,
        tool_calls: toolCalls.map(({ id, name, rawArguments }) => ({
          id,
          type: "function",
          function: { name, arguments: rawArguments },
        })),
      };
    }
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: message.content };
  }
}

function pictureBody({ bytes, mimeType }: Picture) {
  const type = mimeType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!readablePictures.includes(type) || bytes.length === 0 || bytes.length > maxPictureBytes)
    throw modelError("llm.unsupported_media", { bytes: bytes.length });
  const url = `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
  return { type: "image_url" as const, image_url: { url, detail: "auto" as const } };
}
