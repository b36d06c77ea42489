import { classifyError, type Provider } from "./error-policy.ts";

/** By the Portuguese sentence: many codes share one. */
const sentences: Readonly<Record<string, string>> = {
  "O provedor não respondeu a tempo; a mensagem pode ter saído.":
    "The provider did not answer in time; the message may have gone out.",
  "A conexão caiu depois do pedido; a mensagem pode ter saído.":
    "The connection broke after the request; the message may have gone out.",
  "O provedor aceitou o pedido, mas a resposta veio ilegível.":
    "The provider took the request, but its answer could not be read.",
  "Não foi possível conectar ao provedor.": "The provider could not be reached.",
  "O endereço do provedor não é um endereço público permitido.":
    "The provider's address is no public address.",
  "O cadastro do provedor está incompleto ou inválido.": "The provider's settings are incomplete or invalid.",
  "O endereço do provedor redireciona; corrija a URL cadastrada.":
    "The provider's address redirects; correct its URL.",
  "O destinatário não é um endereço válido neste provedor.":
    "The recipient is no valid address at this provider.",
  "A mensagem não cabe nos limites do WhatsApp.": "The message is over WhatsApp's limits.",
  "O texto ou o modelo não pôde ser montado.": "The text or template could not be put together.",
  "Este provedor não envia esse tipo de mensagem.": "This provider does not send such messages.",
  "Token da Meta inválido ou expirado.": "Meta's token is not valid or has expired.",
  "O aplicativo não tem permissão para esta operação.": "The app is not allowed to do this.",
  "Conta restrita pela Meta por violar políticas.":
    "The account is restricted by Meta for violating policies.",
  "Conta bloqueada pela Meta.": "The account is locked by Meta.",
  "Problema de pagamento na conta da Meta.": "There is a payment problem in the account at Meta.",
  "O nome de exibição do número ainda não foi aprovado.": "The number's display name is not approved yet.",
  "O número não está registrado corretamente.": "The number is not registered correctly.",
  "O número não está registrado na Cloud API.": "The number is not registered with the Cloud API.",
  "Servidor de registro da Meta indisponível; refaça o registro do número.":
    "Meta's registration server is down; register the number again.",
  "PIN de duas etapas incorreto.": "The two-step PIN is wrong.",
  "O número precisa ser verificado de novo.": "The number has to be verified again.",
  "Tentativas demais de PIN.": "Too many attempts at the PIN.",
  "PIN digitado rápido demais.": "The PIN was entered too fast.",
  "Número apagado há pouco; espere 5 minutos.": "The number was deleted a moment ago; wait 5 minutes.",
  "Tentativas demais de registrar o número.": "Too many attempts to register the number.",
  "Limite de pedidos do aplicativo na Meta.": "The app is over its request limit at Meta.",
  "Limite de pedidos da conta na Meta.": "The account is over its request limit at Meta.",
  "Limite de mensagens por segundo do número.": "The number is over its limit of messages a second.",
  "Mensagens demais para o mesmo contato em pouco tempo.":
    "Too many messages to the same contact in a short time.",
  "Conta em manutenção na Meta.": "The account is in maintenance at Meta.",
  "Flow limitado pela Meta.": "The flow is limited by Meta.",
  "Serviço da Meta indisponível.": "Meta's service is down.",
  "Erro desconhecido da Meta.": "An unknown error at Meta.",
  "A Meta limitou mensagens de marketing para este contato; só depois de 24 horas.":
    "Meta limited marketing messages to this contact; not before 24 hours.",
  "Envio restrito por suspeita de spam; confira a qualidade do número.":
    "Sending is restricted on suspicion of spam; look at the number's quality.",
  "O modelo não existe ou não está aprovado neste idioma.":
    "The template does not exist, or is not approved in this language.",
  "O número de variáveis não é o do modelo.": "The number of variables is not the template's.",
  "Modelo pausado por baixa qualidade.": "The template is paused for low quality.",
  "Modelo desativado por baixa qualidade.": "The template is disabled for low quality.",
  "O flow do modelo está bloqueado.": "The template's flow is blocked.",
  "Limite de classificação de modelos atingido.": "The limit of template classification is reached.",
  "A API de mensagens de marketing recusou o envio.": "The marketing messages API refused it.",
  "O modelo ainda sincroniza com a API de mensagens de marketing.":
    "The template is still being synced with the marketing messages API.",
  "O modelo não pode ser usado na API de mensagens de marketing.":
    "The template cannot be used with the marketing messages API.",
  "O contato parou de receber mensagens de marketing.": "The contact stopped receiving marketing messages.",
  "Não entregável: sem WhatsApp, aplicativo antigo ou bloqueio.":
    "Undeliverable: no WhatsApp, an old app, or a block.",
  "Mais de 24 horas desde a última mensagem do contato; use um modelo.":
    "Over 24 hours since the contact's last message; use a template.",
  "O contato faz parte de um experimento da Meta.": "The contact is part of an experiment of Meta's.",
  "A conta não pode enviar para o país deste contato.": "The account may not send to this contact's country.",
  "Este contato foi bloqueado por você.": "You blocked this contact.",
  "O destinatário é o próprio número.": "The recipient is the number itself.",
  "O contato não está na lista permitida do número de teste.":
    "The contact is not on the test number's list.",
  "Parâmetro inválido.": "A parameter is not valid.",
  "Falta um parâmetro obrigatório.": "A required parameter is missing.",
  "Valor de parâmetro inválido.": "A parameter's value is not valid.",
  "Tipo de mensagem não suportado.": "The type of message is not supported.",
  "A mídia recebida não pôde ser baixada.": "The received media could not be downloaded.",
  "A mídia não pôde ser enviada; confira formato e tamanho.":
    "The media could not be sent; check its format and size.",
  "O texto do modelo ficou longo demais.": "The template's text became too long.",
  "O conteúdo do modelo viola as políticas.": "The template's content violates the policies.",
  "O formato de uma variável não é o do modelo.": "The format of a variable is not the template's.",
  "O número não tem WhatsApp.": "The number has no WhatsApp.",
  "O servidor Evolution recusou a mensagem.": "The Evolution server refused the message.",
  "A mensagem é grande demais para o servidor Evolution.":
    "The message is too large for the Evolution server.",
  "O WhatsApp recusou a mensagem.": "WhatsApp refused the message.",
  "Chave de API da Evolution inválida.": "Evolution's API key is not valid.",
  "Instância ou rota não encontrada na Evolution.": "Instance or route not found at Evolution.",
  "A Evolution falhou durante o envio; a mensagem pode ter saído.":
    "Evolution failed while sending; the message may have gone out.",
  "A instância está desconectada do WhatsApp.": "The instance is disconnected from WhatsApp.",
  "O provedor pediu para diminuir o ritmo.": "The provider asked to slow down.",
  "O provedor está indisponível.": "The provider is down.",
  "O provedor recusou a credencial.": "The provider refused the credentials.",
  "O provedor desistiu de esperar o pedido.": "The provider gave up waiting for the request.",
  "O provedor recusou a mensagem.": "The provider refused the message.",
  "O provedor falhou; a mensagem pode ter saído.": "The provider failed; the message may have gone out.",
};

/** What a code means, in an English sentence for people; the table of codes has the Portuguese one. */
export function describeErrorInEnglish(provider: Provider, code: string): string {
  const { reason } = classifyError(provider, code);
  return sentences[reason] ?? reason;
}
