import type { Retry } from "@nova/error-handler";
import type { InboundProvider } from "./inbound-event.ts";

export type ErrorAction =
  | "retry-later"
  | "fail"
  | "pause-sender"
  | "pause-campaign"
  | "opt-out"
  | "look-first";
export type Provider = "meta" | "evolution";

/** What a failure means for the send (`retry`), for everything around it (`action`), and for the operator (`reason`). */
export type ErrorPolicy = {
  retry: Retry;
  action: ErrorAction;
  reason: string;
  retryAfterMs?: number;
  /** The provider blames the account: every number that belongs to it stops with this one. */
  wholeAccount?: true;
};
type Row = ErrorPolicy & { growth?: number };

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const maxBackoffMs = hour;

const never = (action: ErrorAction, reason: string): Row => ({ retry: "never", action, reason });
const later = (retryAfterMs: number, reason: string, growth = 1): Row => ({
  retry: "safe",
  action: "retry-later",
  reason,
  retryAfterMs,
  growth,
});
const lookFirst = (reason: string): Row => ({ retry: "unknown", action: "look-first", reason });

/**
 * Every failure that a provider names, in one table.
 * Meta: error codes of the Cloud API (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes), which are
 * the same in an answer and in a failed status; titles and subcodes are not stable and are not read.
 * Evolution: the answers of the v2 server's error handler (github.com/EvolutionAPI/evolution-api), named by us.
 * A rejected send did not happen, so throttling is `safe`; 1 and 131000 say only that something broke, so they are not.
 */
const policies: Record<string, Row> = {
  "whatsapp.timeout": lookFirst("O provedor não respondeu a tempo; a mensagem pode ter saído."),
  "whatsapp.connection_lost": lookFirst("A conexão caiu depois do pedido; a mensagem pode ter saído."),
  "whatsapp.unreadable_answer": lookFirst("O provedor aceitou o pedido, mas a resposta veio ilegível."),
  "whatsapp.unreachable": later(10 * second, "Não foi possível conectar ao provedor.", 2),
  "whatsapp.address_refused": never(
    "pause-sender",
    "O endereço do provedor não é um endereço público permitido.",
  ),
  "whatsapp.invalid_settings": never("pause-sender", "O cadastro do provedor está incompleto ou inválido."),
  "whatsapp.redirected": never(
    "pause-sender",
    "O endereço do provedor redireciona; corrija a URL cadastrada.",
  ),
  "whatsapp.invalid_recipient": never("fail", "O destinatário não é um endereço válido neste provedor."),
  "whatsapp.invalid_message": never("fail", "A mensagem não cabe nos limites do WhatsApp."),
  "whatsapp.unrenderable": never("fail", "O texto ou o modelo não pôde ser montado."),
  "whatsapp.unsupported_message": never("fail", "Este provedor não envia esse tipo de mensagem."),

  "meta.0": never("pause-sender", "Token da Meta inválido ou expirado."),
  "meta.190": never("pause-sender", "Token da Meta inválido ou expirado."),
  "meta.3": never("pause-sender", "O aplicativo não tem permissão para esta operação."),
  "meta.10": never("pause-sender", "O aplicativo não tem permissão para esta operação."),
  "meta.200-299": never("pause-sender", "O aplicativo não tem permissão para esta operação."),
  "meta.131005": never("pause-sender", "O aplicativo não tem permissão para esta operação."),
  "meta.368": {
    ...never("pause-sender", "Conta restrita pela Meta por violar políticas."),
    wholeAccount: true,
  },
  "meta.131031": { ...never("pause-sender", "Conta bloqueada pela Meta."), wholeAccount: true },
  "meta.131042": { ...never("pause-sender", "Problema de pagamento na conta da Meta."), wholeAccount: true },
  "meta.131037": never("pause-sender", "O nome de exibição do número ainda não foi aprovado."),
  "meta.131045": never("pause-sender", "O número não está registrado corretamente."),
  "meta.133010": never("pause-sender", "O número não está registrado na Cloud API."),
  "meta.133004": never(
    "pause-sender",
    "Servidor de registro da Meta indisponível; refaça o registro do número.",
  ),
  "meta.133005": never("pause-sender", "PIN de duas etapas incorreto."),
  "meta.133006": never("pause-sender", "O número precisa ser verificado de novo."),
  "meta.133008": never("pause-sender", "Tentativas demais de PIN."),
  "meta.133009": never("pause-sender", "PIN digitado rápido demais."),
  "meta.133015": {
    ...never("pause-sender", "Número apagado há pouco; espere 5 minutos."),
    retryAfterMs: 5 * minute,
  },
  "meta.133016": never("pause-sender", "Tentativas demais de registrar o número."),

  "meta.4": later(5 * minute, "Limite de pedidos do aplicativo na Meta.", 2),
  "meta.80007": later(5 * minute, "Limite de pedidos da conta na Meta.", 2),
  "meta.130429": later(2 * second, "Limite de mensagens por segundo do número.", 2),
  "meta.131056": later(second, "Mensagens demais para o mesmo contato em pouco tempo.", 4),
  "meta.131057": later(minute, "Conta em manutenção na Meta."),
  "meta.132069": later(5 * minute, "Flow limitado pela Meta.", 2),
  "meta.131016": later(10 * second, "Serviço da Meta indisponível.", 2),
  "meta.2": later(10 * second, "Serviço da Meta indisponível.", 2),
  "meta.1": lookFirst("Erro desconhecido da Meta."),
  "meta.131000": lookFirst("Erro desconhecido da Meta."),
  "meta.131049": later(
    24 * hour,
    "A Meta limitou mensagens de marketing para este contato; só depois de 24 horas.",
  ),

  "meta.131048": {
    ...later(hour, "Envio restrito por suspeita de spam; confira a qualidade do número."),
    action: "pause-campaign",
  },
  "meta.132001": never("pause-campaign", "O modelo não existe ou não está aprovado neste idioma."),
  // The same for every recipient: the template was changed at Meta, or the campaign was made for another one.
  "meta.132000": never("pause-campaign", "O número de variáveis não é o do modelo."),
  "meta.132015": never("pause-campaign", "Modelo pausado por baixa qualidade."),
  "meta.132016": never("pause-campaign", "Modelo desativado por baixa qualidade."),
  "meta.132068": never("pause-campaign", "O flow do modelo está bloqueado."),
  "meta.131064": never("pause-campaign", "Limite de classificação de modelos atingido."),
  "meta.134100": never("pause-campaign", "A API de mensagens de marketing recusou o envio."),
  "meta.134101": never("pause-campaign", "O modelo ainda sincroniza com a API de mensagens de marketing."),
  "meta.134102": never("pause-campaign", "O modelo não pode ser usado na API de mensagens de marketing."),

  "meta.131050": never("opt-out", "O contato parou de receber mensagens de marketing."),
  "meta.131026": never("fail", "Não entregável: sem WhatsApp, aplicativo antigo ou bloqueio."),
  "meta.131047": never("fail", "Mais de 24 horas desde a última mensagem do contato; use um modelo."),
  "meta.130472": never("fail", "O contato faz parte de um experimento da Meta."),
  "meta.130497": never("fail", "A conta não pode enviar para o país deste contato."),
  "meta.130403": never("fail", "Este contato foi bloqueado por você."),
  "meta.131021": never("fail", "O destinatário é o próprio número."),
  "meta.131030": never("fail", "O contato não está na lista permitida do número de teste."),
  "meta.100": never("fail", "Parâmetro inválido."),
  "meta.131008": never("fail", "Falta um parâmetro obrigatório."),
  "meta.131009": never("fail", "Valor de parâmetro inválido."),
  "meta.131051": never("fail", "Tipo de mensagem não suportado."),
  "meta.131052": never("fail", "A mídia recebida não pôde ser baixada."),
  "meta.131053": never("fail", "A mídia não pôde ser enviada; confira formato e tamanho."),
  "meta.132005": never("fail", "O texto do modelo ficou longo demais."),
  "meta.132007": never("fail", "O conteúdo do modelo viola as políticas."),
  "meta.132012": never("fail", "O formato de uma variável não é o do modelo."),

  "evolution.number_without_whatsapp": never("fail", "O número não tem WhatsApp."),
  "evolution.rejected": never("fail", "O servidor Evolution recusou a mensagem."),
  "evolution.too_large": never("fail", "A mensagem é grande demais para o servidor Evolution."),
  "evolution.delivery_failed": never("fail", "O WhatsApp recusou a mensagem."),
  "uazapi.delivery_failed": never("fail", "O WhatsApp recusou a mensagem."),
  "evolution.unauthorized": never("pause-sender", "Chave de API da Evolution inválida."),
  "evolution.instance_not_found": never("pause-sender", "Instância ou rota não encontrada na Evolution."),
  // The server answers 400 both before and after it handed the message to its socket.
  "evolution.send_error": lookFirst("A Evolution falhou durante o envio; a mensagem pode ter saído."),
  "evolution.instance_disconnected": {
    ...lookFirst("A instância está desconectada do WhatsApp."),
    action: "pause-sender",
  },
};

/**
 * What to do about a failure, from its code (`131026` or `meta.131026`), else from the HTTP status, else `unknown`.
 * `attempt` counts the delays that the send already had: 131056 waits 4^attempt seconds.
 */
export function classifyError(
  provider: InboundProvider,
  code: string,
  httpStatus?: number,
  attempt = 0,
): ErrorPolicy {
  const name = code.includes(".") ? code : `${provider}.${code}`;
  const key = /^meta\.2\d\d$/.test(name) ? "meta.200-299" : name;
  const known = Object.hasOwn(policies, key) ? policies[key] : undefined;
  const impliedStatus = httpStatus ?? Number(/\.http_(\d{3})$/.exec(name)?.[1] ?? 0);
  const byStatus = policyOfStatus(impliedStatus);
  // 429 and 503 are the server's word that it did nothing, whatever the code beside them leaves open.
  const row =
    known === undefined || (known.retry === "unknown" && byStatus.retry === "safe") ? byStatus : known;
  const { growth = 1, retryAfterMs, ...policy } = row;
  if (retryAfterMs === undefined) return policy;
  const grown = retryAfterMs * growth ** Math.min(Math.max(attempt, 0), 20);
  return { ...policy, retryAfterMs: Math.min(grown, Math.max(maxBackoffMs, retryAfterMs)) };
}

/** The default for a code that nobody knows. */
function policyOfStatus(status: number): Row {
  if (status === 429) return later(30 * second, "O provedor pediu para diminuir o ritmo.", 2);
  if (status === 503) return later(10 * second, "O provedor está indisponível.", 2);
  if (status === 401 || status === 403) return never("pause-sender", "O provedor recusou a credencial.");
  if (status === 408) return lookFirst("O provedor desistiu de esperar o pedido.");
  if (status >= 400 && status < 500) return never("fail", "O provedor recusou a mensagem.");
  return lookFirst("O provedor falhou; a mensagem pode ter saído.");
}

/** What a code (`meta.131026`) means, in a sentence for people. */
export function describeErrorCode(code: string): string {
  return classifyError("meta", code).reason;
}

/** Every code the table knows, for tests and for documentation. */
export const knownErrorCodes: readonly string[] = Object.keys(policies);
