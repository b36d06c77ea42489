import { AppError } from "@nova/error-handler";
import * as z from "zod";

/** Google's status names with their HTTP and gRPC numbers. */
const statuses = {
  INVALID_ARGUMENT: { http: 400, grpc: 3 },
  NOT_FOUND: { http: 404, grpc: 5 },
  ALREADY_EXISTS: { http: 409, grpc: 6 },
  UNIMPLEMENTED: { http: 501, grpc: 12 },
  UNAVAILABLE: { http: 503, grpc: 14 },
} as const;

type Status = keyof typeof statuses;

/** What a refused call is answered with, over REST and over gRPC. */
export type ApiAnswer = { status: Status; http: number; grpc: number; message: string };

/** An error that the caller made, in Google's terms. */
export function refusal(status: Status, message: string): AppError {
  return new AppError(`broker.${status.toLowerCase()}`, message, { retry: "never" });
}

/** The answer for any failure. What the caller did not cause is UNAVAILABLE, which clients repeat. */
export function answerFor(thrown: unknown): ApiAnswer {
  if (thrown instanceof AppError)
    for (const [name, numbers] of entries)
      if (thrown.code === `broker.${name.toLowerCase()}`)
        return { status: name, ...numbers, message: thrown.message };
  if (thrown instanceof z.ZodError) {
    const issue = thrown.issues[0];
    const message = `Invalid value at '${issue?.path.join(".")}': ${issue?.message}`;
    return { status: "INVALID_ARGUMENT", ...statuses.INVALID_ARGUMENT, message };
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    status: "UNAVAILABLE",
    ...statuses.UNAVAILABLE,
    message: `the broker cannot do this now: ${reason}`,
  };
}

const entries: [Status, { http: number; grpc: number }][] = [
  ["INVALID_ARGUMENT", statuses.INVALID_ARGUMENT],
  ["NOT_FOUND", statuses.NOT_FOUND],
  ["ALREADY_EXISTS", statuses.ALREADY_EXISTS],
  ["UNIMPLEMENTED", statuses.UNIMPLEMENTED],
];
