import { AppError } from "@nova/error-handler";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Whether a content type announces JSON. */
export function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? "");
}

/** The JSON in `bytes`; what is not UTF-8 or not JSON is refused, never guessed. */
export function parseJson(bytes: Buffer, contentType: string | undefined): unknown {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  if (!["utf-8", "utf8", "us-ascii"].includes(charset)) {
    throw new AppError("request.unsupported", "only UTF-8 is accepted", { retry: "never" });
  }
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    // The parser's own message quotes the body, so it is left out.
    throw new AppError("request.not-json", "the body is not valid JSON in UTF-8", { retry: "never" });
  }
}
