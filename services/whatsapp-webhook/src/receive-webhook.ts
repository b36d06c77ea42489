import { createHash } from "node:crypto";
import { attempt, type Reporter } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import { type Publisher, whatsappSend } from "@nova/queue";
import type { Ingested, Webhooks } from "@nova/supabase-client";
import type { ParsedWebhook } from "@nova/whatsapp";
import { planIngest } from "./plan-ingest.ts";

type Ports = {
  webhooks: Pick<Webhooks, "ingest">;
  publisher: Pick<Publisher, "publishBatch">;
  confirmEchoes: (provider: string, parsed: ParsedWebhook) => Promise<void>;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
  reporter: Pick<Reporter, "report">;
  confirmation: string;
};
export type VerifiedBody = {
  provider: "meta" | "evolution";
  endpointId: string | null;
  clientId: string | null;
  raw: Buffer;
  parse: (body: unknown) => ParsedWebhook;
};

/**
 * Stores a verified body and applies it, in one transaction; only then the provider may be answered. What cannot be
 * read is stored too. Throws when it could not be stored, so that the provider comes again.
 */
export function createReceiveWebhook(ports: Ports) {
  return async function receiveWebhook({
    provider,
    endpointId,
    clientId,
    raw,
    parse,
  }: VerifiedBody): Promise<Ingested> {
    const json = await attempt((): unknown => JSON.parse(raw.toString("utf8")));
    const parsed = json.ok ? parse(json.value) : [];
    const ingested = await ports.webhooks.ingest({
      provider,
      endpointId,
      clientId,
      bodyHash: createHash("sha256").update(raw).digest("hex"),
      body: storable(raw),
      groups: planIngest(parsed, ports.confirmation),
      ...(json.ok ? {} : { problem: "not JSON" }),
    });

    // Stored: what fails from here on is reported, and mended by sweeps; the provider need not send it again.
    const after = await attempt(async () => {
      if (ingested.duplicate) return;
      await ports.publisher.publishBatch(
        whatsappSend,
        ingested.sendIds.map((sendId) => ({ sendId })),
      );
      await ports.confirmEchoes(provider, parsed);
      await tellPeople(ingested);
    });
    if (!after.ok) await ports.reporter.report(after.error, { eventId: ingested.eventId ?? null });
    return ingested;
  };

  async function tellPeople({ senderChanges, status, eventId, unknownSenders }: Ingested): Promise<void> {
    for (const { senderId, status: state, code } of senderChanges) {
      const lost = state === "disconnected";
      await ports.notify({
        level: lost ? "error" : "success",
        key: `sender-${state}:${senderId}`,
        title: lost ? "Número desconectado" : "Número conectado de novo",
        message: lost ? "Nada sai por ele até ser conectado outra vez." : "Os envios dele continuam.",
        fields: [
          { name: "Remetente", value: senderId },
          { name: "Código", value: code ?? "–" },
        ],
        url: ports.linkTo(`/senders/${senderId}`),
      });
    }
    if (status === "quarantined") {
      await ports.notify({
        level: "warning",
        key: "webhook-quarantined",
        title: "Webhook de um número desconhecido",
        message: `${unknownSenders.length} remetente(s) sem cadastro; o corpo foi guardado em quarentena.`,
        fields: [{ name: "Evento", value: eventId ?? "–" }],
        url: ports.linkTo(`/webhooks/${eventId}`),
      });
    }
  }
}

/** The body as text that Postgres takes, without losing a byte: what is no clean UTF-8 is kept as base64. */
function storable(raw: Buffer): string {
  const text = raw.toString("utf8");
  return text.includes("\u0000") || text.includes("\ufffd") ? `base64:${raw.toString("base64")}` : text;
}
