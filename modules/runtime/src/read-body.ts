import type { IncomingMessage } from "node:http";
import { AppError } from "@nova/error-handler";

/** How long, and how many limits' worth of bytes, an oversized upload is swallowed so that its sender can read the 413. */
const patience = { ms: 1_000, limits: 2 };

/**
 * The request's bytes, as sent, up to `limitBytes`. Compressed bodies are refused: nobody we talk to compresses, and
 * a small bomb would inflate to anything.
 */
export async function readBody(req: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = req.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    throw new AppError("request.unsupported", "compressed bodies are not accepted", { retry: "never" });
  }
  if (Number(req.headers["content-length"] ?? 0) > limitBytes) return refuse(req, limitBytes);

  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Breaking out of a plain `for await` destroys the stream: the rest could not be swallowed.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > limitBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new AppError("request.aborted", "the request ended before its body did", {
      retry: "unknown",
      cause,
    });
  }
  return size > limitBytes ? refuse(req, limitBytes) : Buffer.concat(chunks, size);
}

async function refuse(req: IncomingMessage, limitBytes: number): Promise<never> {
  await swallowRest(req, patience.limits * limitBytes);
  throw new AppError("request.too-large", `the body is larger than ${limitBytes} bytes`, { retry: "never" });
}

/** Takes what still comes of a request for a moment, so that whoever is sending it can read why it is refused. */
export async function swallowRest(req: IncomingMessage, maxBytes: number): Promise<void> {
  if (req.complete || req.destroyed) return;
  let swallowed = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patience.ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    req.on("data", (chunk: Buffer) => {
      swallowed += chunk.length;
      if (swallowed > maxBytes) done();
    });
    req.once("end", done).once("close", done).once("error", done).resume();
  });
}
