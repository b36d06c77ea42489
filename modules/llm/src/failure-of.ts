import { AppError } from "@nova/error-handler";
import * as z from "zod";
import { type ModelErrorCode, modelError } from "./model-error.ts";

const longestWaitMs = 3_600_000;

/** An error of the client's that has an answer behind it; its message may quote the request, and is not read. */
const answered = z.object({
  status: z.number().int(),
  headers: z.instanceof(Headers).optional().catch(undefined),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  type: z.string().nullish().catch(undefined),
});
type Answered = z.infer<typeof answered>;

const codes: Record<string, ModelErrorCode> = {
  insufficient_quota: "llm.no_credit",
  billing_not_active: "llm.no_credit",
  billing_hard_limit_reached: "llm.no_credit",
  invalid_api_key: "llm.unauthorized",
  model_not_found: "llm.unknown_model",
  context_length_exceeded: "llm.context_too_long",
  string_above_max_length: "llm.context_too_long",
  content_filter: "llm.content_filtered",
  content_policy_violation: "llm.content_filtered",
  invalid_image_format: "llm.unsupported_media",
  rate_limit_exceeded: "llm.rate_limited",
};

/** What a thrown value means. `stopped` says which of the two signals ended the call, if one did. */
export function failureOf(thrown: unknown, stopped: "caller" | "timeout" | undefined): AppError {
  if (thrown instanceof AppError) return thrown;
  if (stopped === "caller") return modelError("llm.aborted");
  if (stopped === "timeout") return modelError("llm.timeout");
  const answer = answered.safeParse(thrown);
  if (answer.success) return ofAnswer(answer.data);
  const why = causesOf(thrown).map(codeOf);
  const known = why.find((code) => code !== undefined) ?? "no code";
  if (thrown instanceof SyntaxError) return modelError("llm.unreadable_answer");
  return modelError(why.some(isNotConnected) ? "llm.unreachable" : "llm.connection_lost", { why: known });
}

function ofAnswer({ status, headers, code, type }: Answered): AppError {
  const [named] = [code, type].flatMap((one) =>
    typeof one === "string" && Object.hasOwn(codes, one) ? (codes[one] ?? []) : [],
  );
  const vendorCode = typeof code === "string" && /^[\w.-]{1,64}$/.test(code) ? code : undefined;
  const requestId = headers?.get("x-request-id")?.slice(0, 80);
  const context = { httpStatus: status, ...(vendorCode && { vendorCode }), ...(requestId && { requestId }) };
  return modelError(named ?? ofStatus(status), context, waitOf(headers));
}

function ofStatus(status: number): ModelErrorCode {
  if (status >= 300 && status < 400) return "llm.redirected";
  if (status === 401 || status === 403) return "llm.unauthorized";
  if (status === 402) return "llm.no_credit";
  if (status === 404) return "llm.unknown_model";
  if (status === 413) return "llm.unsupported_media";
  if (status === 429) return "llm.rate_limited";
  if (status === 503 || status === 529) return "llm.overloaded";
  // 408 and 409: the server gave up on it, or was at it already.
  if (status === 408 || status === 409) return "llm.server_error";
  return status < 500 ? "llm.rejected" : "llm.server_error";
}

function waitOf(headers: Headers | undefined): number | undefined {
  const inMs = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  const given = headers?.get("retry-after") ?? "";
  const ms = Number.isFinite(inMs)
    ? inMs
    : /^\d+(\.\d+)?$/.test(given)
      ? Number(given) * 1_000
      : Date.parse(given) - Date.now();
  return ms > 0 ? Math.min(ms, longestWaitMs) : undefined;
}

function causesOf(thrown: unknown, depth = 0): unknown[] {
  if (!(thrown instanceof Error) || depth > 5) return [thrown];
  const inner = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown, ...[thrown.cause, ...inner].filter(Boolean).flatMap((cause) => causesOf(cause, depth + 1))];
}

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return undefined;
  const connecting = "syscall" in cause && (cause.syscall === "connect" || cause.syscall === "getaddrinfo");
  return connecting ? "ECONNREFUSED" : cause.code;
}

/** Nothing of the request was written yet. */
function isNotConnected(code: string | undefined): boolean {
  return ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"].includes(code ?? "");
}
