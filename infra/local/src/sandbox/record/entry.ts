import { createHash } from "node:crypto";
import * as z from "zod";

/** How far a message has come on the phone. */
export const statusRanks = { accepted: 0, sent: 1, delivered: 2, read: 3, failed: 4 } as const;
export type Status = keyof typeof statusRanks;
export const statusNames = ["accepted", "sent", "delivered", "read", "failed"] as const;

export const providers = ["meta", "evolution"] as const;
export type Provider = (typeof providers)[number];

/** One message as the record keeps it; a line of the file. */
export const entrySchema = z.object({
  provider: z.enum(providers),
  direction: z.enum(["out", "in"]),
  sender: z.string(),
  recipient: z.string(),
  waId: z.string(),
  /** The sender's own id for it: Meta's callback data, else the hash of the text. */
  trackId: z.string(),
  type: z.string(),
  text: z.string(),
  /** Same sender, recipient and content give the same hash. */
  hash: z.string(),
  at: z.string(),
  id: z.string(),
  /** Where its statuses will end: kept so that a restart can finish telling them. */
  ends: z.string(),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

const toldLine = /^\{"n":(\d{1,9}),"told":"(\w+)"\}$/;

/** A line that says that the business has been told of a status; three of four lines, so it is read cheaply. */
export function readTold(line: string): { n: number; status: Status } | null {
  const match = toldLine.exec(line);
  const status = statusNames.find((name) => name === match?.[2]);
  return match && status ? { n: Number(match[1]), status } : null;
}

/** The fingerprint by which two messages with the same content to the same phone are found. */
export function contentHash(sender: string, waId: string, type: string, content: string): string {
  return createHash("sha1").update(`${sender}\n${waId}\n${type}\n${content}`).digest("hex").slice(0, 24);
}
