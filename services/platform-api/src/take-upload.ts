import { AppError } from "@nova/error-handler";
import type { Request } from "express";

type Limits = {
  type: string;
  limitBytes: number;
  /** What a body over the limit is refused with. */
  tooLargeCode: string;
  /** How long the sender may be silent. */
  stallMs: number;
};

/** The body of a request as it arrives: of the right type, up to a limit, from a sender that goes on sending. */
export function takeUpload(req: Request, limits: Limits): AsyncIterable<Uint8Array> {
  const encoding = req.get("content-encoding") ?? "identity";
  if (!req.is(limits.type) || encoding !== "identity")
    throw new AppError("request.unsupported", `this takes ${limits.type}, uncompressed`, { retry: "never" });
  if (Number(req.get("content-length") ?? 0) > limits.limitBytes) throw tooLarge(limits);
  return readUpload(req, limits);
}

async function* readUpload(req: Request, limits: Limits): AsyncGenerator<Uint8Array, void, void> {
  // Ending a plain `for await` destroys the stream, and with it the answer.
  const chunks = req.iterator({ destroyOnReturn: false });
  let size = 0;
  try {
    for (;;) {
      const chunk = await next(chunks, limits.stallMs);
      if (chunk === undefined) return;
      size += chunk.length;
      if (size > limits.limitBytes) throw tooLarge(limits);
      yield chunk;
    }
  } finally {
    // Not awaited: after a silence it would wait for the next chunk.
    void chunks.return?.().catch(() => {});
  }
}

async function next(chunks: AsyncIterator<unknown>, stallMs: number): Promise<Buffer | undefined> {
  const { promise: silent, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new AppError("request.stalled", `nothing came for ${stallMs} ms`, { retry: "never" })),
    stallMs,
  );
  const read = chunks.next().catch((cause: unknown) => {
    throw new AppError("request.aborted", "the request ended before its body did", {
      retry: "unknown",
      cause,
    });
  });
  read.catch(() => {}); // after a silence nobody waits for it any more
  try {
    const { value } = await Promise.race([read, silent]);
    return Buffer.isBuffer(value) ? value : undefined;
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge({ tooLargeCode, limitBytes }: Limits): AppError {
  return new AppError(tooLargeCode, `the body is larger than ${limitBytes} bytes`, { retry: "never" });
}
