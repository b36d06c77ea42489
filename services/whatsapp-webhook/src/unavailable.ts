import { AppError } from "@nova/error-handler";

/** The refusal that makes a provider come again (503): the body was not stored, and storing it twice is harmless. */
export function unavailable(cause: AppError): AppError {
  return new AppError("webhook.not_stored", cause.message, {
    retry: "safe",
    context: { ...cause.context, causedBy: cause.code },
    cause,
  });
}
