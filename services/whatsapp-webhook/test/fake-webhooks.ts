import { randomUUID } from "node:crypto";
import type { Delivery, Ingested, Webhooks } from "@nova/supabase-client";

/** The webhook log in memory; it passes the same contract as the SQL function. */
export function createFakeWebhooks(knownSenders: readonly string[]) {
  const stored = new Map<string, Delivery & { eventId: string; status: string }>();

  const ingest: Webhooks["ingest"] = async (delivery): Promise<Ingested> => {
    const { provider, endpointId, bodyHash, groups, problem } = delivery;
    const key = JSON.stringify([provider, endpointId, bodyHash]);
    const nothing = { applied: 0, unknownSenders: [], sendIds: [], senderChanges: [] };
    if (stored.has(key)) return { duplicate: true, status: "stored", ...nothing };
    const unknownSenders = groups.map(({ sender }) => sender).filter((id) => !knownSenders.includes(id));
    const known = groups.filter(({ sender }) => knownSenders.includes(sender));
    const applied = known.reduce((sum, { statuses, optOuts }) => sum + statuses.length + optOuts.length, 0);
    const confirmed = known.flatMap(({ optOuts }) => optOuts.filter(({ confirmation }) => confirmation));
    const status =
      problem !== undefined
        ? "unparsed"
        : unknownSenders.length > 0
          ? "quarantined"
          : applied > 0
            ? "applied"
            : "ignored";
    const eventId = randomUUID();
    stored.set(key, { ...delivery, eventId, status });
    return {
      ...nothing,
      duplicate: false,
      eventId,
      status,
      applied,
      unknownSenders,
      sendIds: confirmed.map(() => randomUUID()),
    };
  };
  const ingestMany: Webhooks["ingestMany"] = async (provider, deliveries) => {
    const all: Ingested[] = [];
    for (const delivery of deliveries) all.push(await ingest({ ...delivery, provider }));
    return all;
  };
  return { ingest, ingestMany, stored: () => [...stored.values()] };
}
