import * as z from "zod";

const requestSchema = z.object({ requestId: z.uuid() });

export type Answer = { kind: "accepted"; requestId: string } | { kind: "refused"; problems: string[] }; // what is wrong, by path; never a value

/** Decides what a request means. Pure: all it needs are its arguments. */
export function planAnswer(body: unknown): Answer {
  const request = requestSchema.safeParse(body);
  if (request.success) return { kind: "accepted", requestId: request.data.requestId };
  return { kind: "refused", problems: request.error.issues.map(({ path }) => path.join(".") || "(root)") };
}
