import type { Alert } from "@nova/notify";
import type { FinishedCampaign, RefusedStart } from "@nova/supabase-client";

type LinkTo = (path: string) => string | undefined;

const words: [status: string, one: string, many: string][] = [
  ["sent", "enviada, aguardando entrega", "enviadas, aguardando entrega"],
  ["failed", "falhou", "falharam"],
  ["skipped", "pulado", "pulados"],
  ["cancelled", "cancelado", "cancelados"],
  ["unconfirmed", "sem confirmação", "sem confirmação"],
];

/** What people are told when a campaign has ended. Pure. */
export function announceFinished(
  { campaignId, name, startedAt, finishedAt, counts }: FinishedCampaign,
  linkTo: LinkTo,
): Alert {
  const of = (status: string) => counts[status] ?? 0;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const reached = of("delivered") + of("read");
  const rest = words
    .filter(([status]) => of(status) > 0)
    .map(([status, one, many]) => counted(of(status), one, many));
  const told = [counted(reached, "entregue", "entregues"), ...rest];
  const minutes = Math.max(0, Math.round((finishedAt.getTime() - startedAt.getTime()) / 6_000) / 10);
  return {
    level: of("failed") + of("unconfirmed") > 0 ? "warning" : "success",
    key: `campaign-finished:${campaignId}`,
    title: `Campanha concluída: ${name}`,
    message: `${counted(total, "destinatário", "destinatários")}: ${told.join(", ")}.`,
    fields: [
      { name: "Campanha", value: campaignId },
      { name: "Duração", value: `${minutes.toLocaleString("pt-BR")} min` },
    ],
    url: linkTo(`/campaigns/${campaignId}`),
  };
}

/** What people are told when sends stayed unconfirmed for a quarter of an hour: only they may decide. Pure. */
export function announceUndecided(
  { campaignId, count }: { campaignId: string | null; count: number },
  linkTo: LinkTo,
): Alert {
  return {
    level: "warning",
    key: `unconfirmed:${campaignId ?? "conversations"}`,
    title: "Envios sem confirmação",
    message: `${counted(count, "envio está", "envios estão")} sem confirmação do provedor há 15 minutos. Nada será reenviado sozinho: decida no painel.`,
    fields: [{ name: "Campanha", value: campaignId ?? "conversas" }],
    url: campaignId ? linkTo(`/campaigns/${campaignId}`) : undefined,
  };
}

const refusals: Record<string, string> = {
  "campaign.template-not-approved": "o modelo não está aprovado",
  "campaign.sender-not-ready": "o número não está ativo, ou não tem perfil",
  "campaign.no-list": "a lista foi apagada",
  "campaign.empty-list": "a lista está vazia",
  "campaign.window-never-meets": "o horário dela nunca coincide com o do número",
};

/** What people are told when a schedule could not start its campaign. Pure. */
export function announceRefusedStart({ campaignId, name, reason }: RefusedStart, linkTo: LinkTo): Alert {
  const why = refusals[reason] ?? "algo nela mudou desde que foi agendada";
  return {
    level: "warning",
    key: `campaign-not-started:${campaignId}`,
    title: `Campanha agendada não começou: ${name}`,
    message: `Na hora marcada, ${why}. Ela voltou a ser rascunho: corrija e agende de novo.`,
    fields: [
      { name: "Campanha", value: campaignId },
      { name: "Motivo", value: reason },
    ],
    url: linkTo(`/campaigns/${campaignId}`),
  };
}

type Unanswered = { conversationId: string; clientId: string; minutes: number };

/** What people are told when a conversation has waited for one of them too long. Pure. */
export function announceUnanswered({ conversationId, clientId, minutes }: Unanswered, linkTo: LinkTo): Alert {
  return {
    level: "warning",
    key: `unanswered:${conversationId}`,
    title: "Conversa sem resposta",
    message: `Um contato espera por uma pessoa há mais de ${counted(Math.round(minutes), "minuto", "minutos")}. O assistente não responde enquanto isso.`,
    fields: [
      { name: "Conversa", value: conversationId },
      { name: "Cliente", value: clientId },
    ],
    url: linkTo(`/conversations/${conversationId}`),
  };
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("pt-BR")} ${count === 1 ? one : many}`;
}
