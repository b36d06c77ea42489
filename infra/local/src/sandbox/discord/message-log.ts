import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { messageSchema } from "./validate-message.ts";

const storedSchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  at: z.string(),
  editedAt: z.string().nullable(),
  content: messageSchema,
});
/** A message in the channel. */
export type StoredMessage = z.infer<typeof storedSchema>;

const KEPT = 2_000;

/** The channel: its newest messages, in memory and in a file beside the record. */
export function openMessageLog(file: string) {
  const messages = new Map<string, StoredMessage>();
  let version = 0;
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const parsed = z.union([storedSchema, z.object({ deleted: z.string() })]).safeParse(parse(line));
    if (!parsed.success) continue;
    if ("deleted" in parsed.data) messages.delete(parsed.data.deleted);
    else keep(parsed.data);
  }
  // Rewritten once at start, so that edits and old messages do not pile up.
  if (existsSync(file))
    writeFileSync(file, [...messages.values()].map((one) => `${JSON.stringify(one)}\n`).join(""));

  function keep(message: StoredMessage): void {
    messages.set(message.id, message);
    for (const oldest of messages.keys()) {
      if (messages.size <= KEPT) break;
      messages.delete(oldest);
    }
  }

  return {
    put(message: StoredMessage): void {
      keep(message);
      version++;
      appendFileSync(file, `${JSON.stringify(message)}\n`);
    },
    remove(id: string): boolean {
      version++;
      appendFileSync(file, `${JSON.stringify({ deleted: id })}\n`);
      return messages.delete(id);
    },
    get: (id: string) => messages.get(id),
    /** Newest first. */
    list: () => [...messages.values()].reverse(),
    clear(): void {
      version++;
      messages.clear();
      writeFileSync(file, "");
    },
    version: () => version,
  };
}

export type MessageLog = ReturnType<typeof openMessageLog>;

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}
