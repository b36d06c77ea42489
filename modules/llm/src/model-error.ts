import { AppError, type ErrorContext, type Retry } from "@nova/error-handler";

/**
 * Whose fault a failure is: of the `request` (another model would refuse it as well), of the `account` (a person has to do
 * something), or of the `service`.
 */
export type Fault = "request" | "account" | "service";

type Policy = { retry: Retry; fault: Fault; reason: string; retryAfterMs?: number };

const never = (fault: Fault, reason: string): Policy => ({ retry: "never", fault, reason });
const later = (retryAfterMs: number, reason: string): Policy => ({
  retry: "safe",
  fault: "service",
  reason,
  retryAfterMs,
});
const unknown = (reason: string): Policy => ({ retry: "unknown", fault: "service", reason });

/**
 * Every way in which a call fails. What is `unknown` may have been answered and billed; asking again repeats no effect
 * that anybody sees.
 */
export const modelPolicies = {
  "llm.timeout": unknown("O modelo não respondeu a tempo."),
  "llm.connection_lost": unknown("A conexão com o modelo caiu."),
  "llm.unreadable_answer": unknown("A resposta do modelo veio ilegível."),
  "llm.server_error": unknown("O serviço do modelo falhou."),
  "llm.aborted": unknown("A chamada ao modelo foi interrompida."),
  "llm.unreachable": later(5_000, "Não foi possível conectar ao serviço do modelo."),
  "llm.rate_limited": later(10_000, "O serviço do modelo pediu para diminuir o ritmo."),
  "llm.overloaded": later(10_000, "O serviço do modelo está sobrecarregado."),
  "llm.no_credit": never("account", "Acabou o crédito na conta do modelo."),
  "llm.unauthorized": never("account", "A chave do modelo é inválida ou não tem permissão."),
  "llm.unknown_model": never("account", "O modelo configurado não existe nesta conta."),
  "llm.redirected": never("account", "O endereço do modelo redireciona; corrija a URL."),
  "llm.invalid_settings": never("account", "A configuração do modelo está incompleta ou inválida."),
  "llm.context_too_long": never("request", "A conversa é longa demais para o modelo."),
  "llm.content_filtered": never("request", "O filtro de conteúdo do modelo recusou a conversa."),
  "llm.unsupported_media": never("request", "O modelo não lê este tipo ou tamanho de arquivo."),
  "llm.rejected": never("request", "O modelo recusou o pedido."),
} satisfies Record<string, Policy>;

export type ModelErrorCode = keyof typeof modelPolicies;

/** A failure by its code. Its context holds ids and facts: never what was said, never a key. */
export function modelError(
  code: ModelErrorCode,
  context: ErrorContext = {},
  retryAfterMs?: number,
): AppError {
  const policy: Policy = modelPolicies[code];
  const wait = policy.retry === "safe" ? (retryAfterMs ?? policy.retryAfterMs) : undefined;
  return new AppError(code, policy.reason, {
    retry: policy.retry,
    context: { fault: policy.fault, ...context },
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

/** Whose fault it is; what is none of ours came from somewhere else and is nobody's request. */
export function faultOf({ code }: AppError): Fault {
  return isModelCode(code) ? modelPolicies[code].fault : "service";
}

/** Whether people have to be told at once: nothing gets better until one of them acts. */
export function needsPeople(error: AppError): boolean {
  return faultOf(error) === "account";
}

function isModelCode(code: string): code is ModelErrorCode {
  return Object.hasOwn(modelPolicies, code);
}
