import { randomUUID } from "node:crypto";
import { AppError, attempt } from "@nova/error-handler";
import { decodePush, topics } from "@nova/queue";
import type { Ports } from "./ports.ts";

type Letter = { actor: string; clientId: string | null; id: string };

/** The message of a dead letter, if its queue could read it. */
export async function decodeLetter(topicName: string, body: string) {
  const topic = topics[topicName];
  const decoded = topic && (await attempt(() => decodePush<unknown>(topic, JSON.parse(body))));
  return decoded?.ok ? decoded.value : undefined;
}

/**
 * Publishes the message of a dead letter to its topic again and marks the letter. Of two who replay it one publishes. Whoever
 * dies in between leaves it open after a minute: then it may be published twice, which handlers are made for.
 */
export async function replayLetter(
  { actor, clientId, id }: Letter,
  { database, publisher }: Ports,
): Promise<void> {
  const { platformRecords } = database;
  const replayId = randomUUID();
  const letter = await platformRecords.beginReplay(actor, clientId, id, replayId);
  const message = await decodeLetter(letter.topic, letter.body);
  const topic = topics[letter.topic];
  if (!topic || !message) {
    await platformRecords.endReplay(actor, id, replayId, false);
    throw new AppError("dead-letter.unreadable", "its queue could not read it", { retry: "never" });
  }
  const { correlationId } = message;
  const published = await attempt(() =>
    publisher.publish<unknown>(topic, message.data, { userId: actor, correlationId }),
  );
  if (!published.ok) {
    // What may have been published stays taken until its lease ends: nobody shall do it again at once.
    if (published.error.retry !== "unknown") await platformRecords.endReplay(actor, id, replayId, false);
    throw published.error;
  }
  await platformRecords.endReplay(actor, id, replayId, true);
}
