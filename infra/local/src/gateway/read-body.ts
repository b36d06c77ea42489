import type { IncomingMessage } from "node:http";
import { jsonReply, Refusal } from "./reply.ts";

const limitBytes = 20 * 1024 * 1024;
const tooLarge = () =>
  new Refusal(jsonReply(413, { message: "request entity too large" }, { connection: "close" }));

/** The request's body as text. More than 20 MB is refused without reading the rest. */
export async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}
