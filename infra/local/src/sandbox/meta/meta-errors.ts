import { randomBytes } from "node:crypto";
import type { Reply } from "../http/exchange.ts";
import { type KnownCode, knownCodes } from "./meta-codes.ts";

const href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

function describe(code: number): KnownCode {
  return knownCodes[code] ?? { status: 400, title: "Unknown error", details: "An error occurred." };
}

function fbTraceId(): string {
  return `A${randomBytes(16).toString("base64url")}`;
}

/** The error body of a refused call. */
export function metaError(
  code: number,
  details = describe(code).details,
  status = describe(code).status,
): Reply {
  const { title } = describe(code);
  // Token and throttling errors of the Graph API itself come without WhatsApp's own details.
  const isPlatform = code === 190 || code === 4 || code === 2 || code === 1;
  return {
    status,
    json: {
      error: {
        message: isPlatform ? title : `(#${code}) ${title}`,
        type: "OAuthException",
        code,
        ...(isPlatform ? {} : { error_data: { messaging_product: "whatsapp", details } }),
        fbtrace_id: fbTraceId(),
      },
    },
  };
}

/** The error of a parameter that the Graph API itself refuses: its message says all, there are no details. */
export function metaParameterError(message: string): Reply {
  return {
    status: 400,
    json: {
      error: { message: `(#100) ${message}`, type: "OAuthException", code: 100, fbtrace_id: fbTraceId() },
    },
  };
}

/** The answer for an object id that nobody has. */
export function metaUnknownObject(id: string, method: string): Reply {
  return {
    status: 400,
    json: {
      error: {
        message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
        type: "GraphMethodException",
        code: 100,
        error_subcode: 33,
        fbtrace_id: fbTraceId(),
      },
    },
  };
}

/** The same code as a `failed` status carries it. */
export function metaStatusError(code: number) {
  const { title, details } = describe(code);
  return { code, title, message: title, error_data: { details }, href };
}
