import type { Alert } from "@nova/notify";

type LinkTo = (path: string) => string | undefined;

const reasons: Record<string, string> = {
  asked: "O contato pediu para falar com uma pessoa.",
  qualified: "O contato respondeu às perguntas e está qualificado.",
  complaint: "O contato reclamou.",
  "cannot-help": "O assistente não soube ajudar.",
  "wants-to-buy": "O contato quer comprar.",
  other: "O assistente passou a conversa adiante.",
};
const failed = "O assistente não conseguiu responder depois de algumas tentativas.";

type HandedOver = {
  conversationId: string;
  clientId: string;
  reason: string;
  /** How many messages the contact sent in the burst. */
  messages: number;
  score?: number | undefined;
};

/** What people are told when they have to go on with a conversation. What was said in it is read where the link leads. Pure. */
export function announceHandOver(
  { conversationId, clientId, reason, messages, score }: HandedOver,
  linkTo: LinkTo,
): Alert {
  const hasFailed = !(reason in reasons);
  return {
    level: hasFailed ? "error" : "warning",
    key: `hand-over:${conversationId}`,
    title: "Conversa à espera de uma pessoa",
    message: `${reasons[reason] ?? failed} O resumo está na conversa.`,
    fields: [
      { name: "Conversa", value: conversationId },
      { name: "Cliente", value: clientId },
      { name: "Motivo", value: reason },
      { name: "Mensagens sem resposta", value: String(messages) },
      ...(score === undefined ? [] : [{ name: "Pontos", value: String(score) }]),
    ],
    url: linkTo(`/conversations/${conversationId}`),
  };
}

/** What people are told once a day when a tenant's models have cost what they may. Pure. */
export function announceCeiling(clientId: string, ceilingUsd: number, linkTo: LinkTo): Alert {
  return {
    level: "warning",
    key: `spend-ceiling:${clientId}`,
    title: "Teto de gastos do assistente atingido",
    message: "Até amanhã, as conversas vão direto para as pessoas. O teto está nas configurações do cliente.",
    fields: [
      { name: "Cliente", value: clientId },
      { name: "Teto por dia", value: `US$ ${ceilingUsd.toLocaleString("pt-BR")}` },
    ],
    url: linkTo("/settings"),
  };
}

/** What people are told when no conversation is answered until one of them mends the account of the model. Pure. */
export function announceAccount(code: string, why: string): Alert {
  return {
    level: "error",
    key: `model-account:${code}`,
    title: "O modelo do assistente recusou a nossa conta",
    message: `${why} Até alguém corrigir, as conversas vão para as pessoas.`,
    fields: [{ name: "Código", value: code }],
  };
}
