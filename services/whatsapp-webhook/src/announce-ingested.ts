import { announceHalts } from "@nova/breaker";
import type { Alert } from "@nova/notify";
import type { Ingested } from "@nova/supabase-client";

type LinkTo = (path: string) => string | undefined;

/** What people are told of a stored webhook: numbers that come and go, campaigns that a template stopped, and bodies that somebody should look at. Pure. */
export function announceIngested(ingested: Ingested, linkTo: LinkTo): Alert[] {
  const { senderChanges, status, eventId, unknownSenders, duplicate, halted = [] } = ingested;
  if (duplicate) return [];
  const toLookAt = {
    fields: [{ name: "Evento", value: eventId ?? "–" }],
    url: linkTo(`/webhooks/${eventId}`),
  };
  const alerts: Alert[] = senderChanges.map(({ senderId, status: state, code }) => {
    const isLost = state === "disconnected";
    return {
      level: isLost ? "error" : "success",
      key: `sender-${state}:${senderId}`,
      title: isLost ? "Número desconectado" : "Número conectado de novo",
      message: isLost ? "Nada sai por ele até ser conectado outra vez." : "Os envios dele continuam.",
      fields: [
        { name: "Remetente", value: senderId },
        { name: "Código", value: code ?? "–" },
      ],
      url: linkTo(`/senders/${senderId}`),
    };
  });
  alerts.push(...announceHalts(halted, linkTo));
  if (status === "quarantined") {
    alerts.push({
      level: "warning",
      key: "webhook-quarantined",
      title: "Webhook de um número desconhecido",
      message: `${unknownSenders.length} remetente(s) sem cadastro; o corpo foi guardado em quarentena.`,
      ...toLookAt,
    });
  }
  if (status === "unparsed") {
    alerts.push({
      level: "warning",
      key: "webhook-unparsed",
      title: "Webhook que não pôde ser lido",
      message:
        "Veio pelo endereço certo, mas não pôde ser lido, ou falta dizer de quem é. Foi guardado; o que não se entendeu não foi aplicado.",
      ...toLookAt,
    });
  }
  return alerts;
}
