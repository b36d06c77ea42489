import { createHash } from "node:crypto";
import { attempt, type Reporter, type Result } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import { type Publisher, whatsappSend } from "@nova/queue";
import type { Delivery, Ingested, IngestGroup, Webhooks } from "@nova/supabase-client";
import type { InboundProvider, ParsedWebhook } from "@nova/whatsapp";
import { announceIngested } from "./announce-ingested.ts";
import { planIngest } from "./plan-ingest.ts";
import { unavailable } from "./unavailable.ts";
import { withoutKeys } from "./without-keys.ts";

type Ports = {
  webhooks: Pick<Webhooks, "ingest">;
  publisher: Pick<Publisher, "publishBatch">;
  confirmEchoes: (provider: string, parsed: ParsedWebhook) => Promise<void>;
  /** Stops what fails, wakes what waited for these statuses; it reports its own failures. */
  reactToIngested: (provider: InboundProvider, ingested: Ingested) => Promise<void>;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
  reporter: Pick<Reporter, "report">;
  confirmation: string;
};
export type VerifiedBody = {
  provider: InboundProvider;
  endpointId: string | null;
  clientId: string | null;
  raw: Buffer;
  /** What its proof lacks: such a body is stored, and nothing of it is believed. */
  doubt?: string;
  parse: (body: unknown) => ParsedWebhook;
};
type Read = { parsed: ParsedWebhook; groups: IngestGroup[]; problem?: string };

/**
 * Stores a verified body (under the hash of what came) and applies it, in one transaction; only then the provider may be
 * answered. What cannot be read is stored too. When it could not be stored it throws what answers 503, so that the provider comes again.
 */
export function createReceiveWebhook(ports: Ports) {
  const { webhooks, publisher, confirmEchoes, reactToIngested, notify, linkTo, reporter, confirmation } =
    ports;

  return async function receiveWebhook(body: VerifiedBody): Promise<Ingested> {
    const { provider, endpointId, clientId, raw, doubt, parse } = body;
    const read = await attempt((): Read => {
      const parsed = parse(JSON.parse(raw.toString("utf8")));
      if (doubt !== undefined) return { parsed: [], groups: [], problem: doubt };
      return { parsed, groups: planIngest(parsed, confirmation), ...lossOf(parsed) };
    });
    const ingested = await store({
      provider,
      endpointId,
      clientId,
      bodyHash: createHash("sha256").update(raw).digest("hex"),
      body: storable(withoutKeys(provider, raw)),
      groups: read.ok ? read.value.groups : [],
      ...problemOf(read),
    });

    // Stored: what fails from here on is reported, and mended by sweeps; the provider need not send it again.
    await reactToIngested(provider, ingested);
    const after = await attempt(async () => {
      await publisher.publishBatch(
        whatsappSend,
        ingested.sendIds.map((sendId) => ({ sendId })),
      );
      // Also of a body that came before: whoever stored it may have ended before it got here.
      if (read.ok) await confirmEchoes(provider, read.value.parsed);
      for (const alert of announceIngested(ingested, linkTo)) await notify(alert);
    });
    if (!after.ok) await reporter.report(after.error, { eventId: ingested.eventId ?? null });
    return ingested;
  };

  /** What the ledger will never take is kept as it came, without effect: the provider would only send it again. */
  async function store(delivery: Delivery): Promise<Ingested> {
    const stored = await attempt(() => webhooks.ingest(delivery));
    if (stored.ok) return stored.value;
    if (stored.error.retry !== "never" || delivery.groups.length === 0) throw unavailable(stored.error);
    const problem = `refused: ${stored.error.code}`;
    const kept = await attempt(() => webhooks.ingest({ ...delivery, groups: [], problem }));
    if (!kept.ok) throw unavailable(kept.error);
    await reporter.report(stored.error, { eventId: kept.value.eventId ?? null });
    return kept.value;
  }
}

function problemOf(read: Result<Read>): { problem?: string } {
  if (read.ok) return read.value.problem === undefined ? {} : { problem: read.value.problem };
  return { problem: read.error.cause instanceof SyntaxError ? "not JSON" : "unreadable" };
}

/** Something was said, but not to which number: nothing can be done with it, and somebody should know. */
function lossOf(parsed: ParsedWebhook): { problem?: string } {
  const isLost = parsed.some(
    ({ sender, events }) =>
      (sender.phoneNumberId ?? sender.instance ?? sender.wabaId) === undefined &&
      events.some(({ kind }) => kind !== "ignored"),
  );
  return isLost ? { problem: "no sender" } : {};
}

/** The body as text that Postgres takes, without losing a byte: what is no clean UTF-8 is kept as base64. */
function storable(raw: Buffer): string {
  const text = raw.toString("utf8");
  return text.includes("\u0000") || text.includes("\ufffd") ? `base64:${raw.toString("base64")}` : text;
}
