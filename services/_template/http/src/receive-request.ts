import { AppError } from "@nova/error-handler";
import { planAnswer } from "./plan-answer.ts";

type Ports = {
  /** The work itself. Whoever got no answer asks again, so it must be safe to do twice: the id says that it is the same. */
  work: (requestId: string) => Promise<unknown>;
};

/** Answers once the work is done; a request that cannot be read is refused, saying what is wrong. */
export function createReceiveRequest({ work }: Ports) {
  return async function receiveRequest(body: unknown): Promise<{ requestId: string }> {
    const answer = planAnswer(body);
    if (answer.kind === "refused") {
      throw new AppError("request.invalid", `wrong or missing: ${answer.problems.join(", ")}`, {
        retry: "never",
      });
    }
    await work(answer.requestId);
    return { requestId: answer.requestId };
  };
}
