import type { Reply } from "../http/exchange.ts";
import { type ChatMessage, type ChatRequest, imagesOf } from "./chat-request.ts";
import { badOpenAiRequest } from "./openai-errors.ts";

const reasons = /^(o\d|gpt-5)/;
const readable = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Why the vendor would refuse a well-formed request, or null. */
export function chatRefusal(request: ChatRequest): Reply | null {
  return optionRefusal(request) ?? toolRefusal(request.messages) ?? imageRefusal(request.messages);
}

function optionRefusal({ model, max_tokens, temperature }: ChatRequest): Reply | null {
  if (!reasons.test(model)) return null;
  if (max_tokens != null)
    return badOpenAiRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      "max_tokens",
      "unsupported_parameter",
    );
  if (temperature != null && temperature !== 1)
    return badOpenAiRequest(
      `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
      "temperature",
      "unsupported_value",
    );
  return null;
}

/** Every call of a tool has its answer, directly after it; no answer is without its call. */
function toolRefusal(messages: ChatMessage[]): Reply | null {
  let open: string[] = [];
  let asked = 0;
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool") {
      if (!open.includes(message.tool_call_id))
        return badOpenAiRequest(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      open = open.filter((id) => id !== message.tool_call_id);
      continue;
    }
    if (open.length > 0) break;
    if (message.role === "assistant" && message.tool_calls) {
      open = message.tool_calls.map(({ id }) => id);
      asked = index;
    }
  }
  if (open.length === 0) return null;
  return badOpenAiRequest(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(", ")}`,
    `messages.[${asked}].role`,
  );
}

function imageRefusal(messages: ChatMessage[]): Reply | null {
  const bad = messages.flatMap(imagesOf).find((url) => !url.startsWith("https://") && !readable.test(url));
  if (bad === undefined) return null;
  return bad.startsWith("data:image/")
    ? badOpenAiRequest(
        "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
        undefined,
        "invalid_image_format",
      )
    : badOpenAiRequest("Invalid image URL. Expected a valid URL.", "messages", "invalid_image_url");
}
