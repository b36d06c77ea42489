import { AppError } from "@nova/error-handler";

/** The result of `work`, or a refusal after `timeoutMs`; the work itself is not stopped. */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const tooLate = new AppError("runtime.timeout", `${what}: no answer in ${timeoutMs} ms`, {
      retry: "unknown",
    });
    timer = setTimeout(() => reject(tooLate), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
