import type { AppError, ErrorContext, ErrorSink } from "@nova/error-handler";
import type { Notifier } from "./notifier.ts";

type Options = {
  service?: string;
  /** Where to look this failure up. */
  link?: (error: AppError, context: ErrorContext) => string | undefined;
};

const labels: Record<string, string> = {
  sendId: "Envio",
  attemptId: "Tentativa",
  campaignId: "Campanha",
  clientId: "Cliente",
  senderId: "Remetente",
  contactId: "Contato",
  conversationId: "Conversa",
  messageId: "Mensagem",
  correlationId: "Correlação",
  attempt: "Tentativa nº",
  topic: "Fila",
  status: "Situação",
};

const afterwards: Record<AppError["retry"], string> = {
  safe: "não aconteceu; será tentado de novo",
  never: "não será tentado de novo",
  unknown: "pode ter acontecido; verifique antes de repetir",
};

/** Tells people of reported failures, one line of talk per error code: the code, the ids, and what comes next. */
export function createAlertSink(notifier: Notifier, { service, link }: Options = {}): ErrorSink {
  return (error, context) => {
    const ids = Object.entries({ ...error.context, ...context }).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    const url = link?.(error, context);
    return notifier.notify({
      level: "error",
      title: service ? `${service}: ${error.code}` : error.code,
      message: error.message,
      fields: [
        ...ids.map(([name, value]) => ({ name: labels[name] ?? name, value: String(value) })),
        { name: "E agora", value: afterwards[error.retry] },
      ],
      ...(url && { url }),
      ...(service && { service }),
      key: error.code,
    });
  };
}
