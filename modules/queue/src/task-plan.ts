const maxMessages = 1_000;
/** A task may hold 1 MB, headers included; a third of room is kept. */
const maxBodyBytes = 600_000;

type Target = { at: Date; url: string; serviceAccount?: string | undefined };

/**
 * Cuts messages into create-task requests that publish them at `at`. Tasks are unnamed: names cost latency, and
 * a repeat is harmless because the claim, not the message, decides who works.
 */
export function planTasks(messages: readonly string[], { at, url, serviceAccount }: Target): string[] {
  return cut(messages).map((batch) =>
    JSON.stringify({
      task: {
        scheduleTime: at.toISOString(),
        httpRequest: {
          url,
          httpMethod: "POST",
          headers: { "Content-Type": "application/json" },
          body: Buffer.from(`{"messages":[${batch.join(",")}]}`).toString("base64"),
          ...(serviceAccount && { oauthToken: { serviceAccountEmail: serviceAccount } }),
        },
      },
    }),
  );
}

function cut(messages: readonly string[]): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message) + 1;
    if (batch.length > 0 && (batch.length === maxMessages || bytes + size > maxBodyBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
