import type { Reply } from "../http/exchange.ts";

type Refusal = { status: number; message: string; type: string | null; param?: string; code: string | null };

const badRequest = "invalid_request_error";

/** The vendor's error body: four fields, of which any but the message may be null. */
export function openAiError({ status, message, type, param, code }: Refusal): Reply {
  return { status, json: { error: { message, type, param: param ?? null, code } } };
}

/** A body that breaks a rule of the request. */
export function badOpenAiRequest(message: string, param?: string, code: string | null = null): Reply {
  return openAiError({ status: 400, message, type: badRequest, code, ...(param && { param }) });
}

/** The key is missing or wrong; of a wrong one the vendor shows its two ends. */
export function wrongKey(key: string): Reply {
  const message =
    key === ""
      ? "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
      : `Incorrect API key provided: ${key.slice(0, 2)}***${key.slice(-2)}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  return openAiError({ status: 401, message, type: badRequest, code: key === "" ? null : "invalid_api_key" });
}

export function unknownModel(model: string): Reply {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return openAiError({ status: 404, message, type: badRequest, code: "model_not_found" });
}

export function unknownUrl(method: string, path: string): Reply {
  return openAiError({
    status: 404,
    message: `Invalid URL (${method} ${path})`,
    type: badRequest,
    code: null,
  });
}

/** Refused for speed: whole seconds in one header, milliseconds in another. */
export function tooFast(model: string, retryAfterMs: number): Reply {
  const message = `Rate limit reached for ${model} in organization org-sandbox on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in ${retryAfterMs}ms. Visit https://platform.openai.com/account/rate-limits to learn more.`;
  return {
    ...openAiError({ status: 429, message, type: "requests", code: "rate_limit_exceeded" }),
    headers: {
      "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1_000))),
      "retry-after-ms": String(retryAfterMs),
      "x-ratelimit-remaining-requests": "0",
    },
  };
}

export function serverFailed(status: number): Reply {
  const message =
    status === 503
      ? "The engine is currently overloaded, please try again later"
      : "The server had an error while processing your request. Sorry about that!";
  return openAiError({ status, message, type: "server_error", code: null });
}

/** More tokens than the model reads at once. */
export function contextTooLong(limit: number, tokens: number): Reply {
  const message = `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`;
  return badOpenAiRequest(message, "messages", "context_length_exceeded");
}

/** A refusal by its own name, in the words that go with it where the vendor's are known. */
export function namedRefusal(code: string, status: number | undefined, message: string | undefined): Reply {
  switch (code) {
    case "insufficient_quota":
      return openAiError({
        status: 429,
        message:
          "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        type: "insufficient_quota",
        code,
      });
    case "rate_limit_exceeded":
      return tooFast("the model", 1_000);
    case "context_length_exceeded":
      return contextTooLong(128_000, 130_000);
    case "invalid_api_key":
      return wrongKey("sk-sandbox");
    case "model_not_found":
      return unknownModel("sandbox");
    case "content_filter":
      return openAiError({
        status: 400,
        message:
          "The response was filtered due to the prompt triggering the content management policy. Please modify your prompt and retry.",
        type: null,
        param: "prompt",
        code,
      });
    default:
      return openAiError({
        status: status ?? 400,
        message: message ?? "Scripted error",
        type: badRequest,
        code,
      });
  }
}
