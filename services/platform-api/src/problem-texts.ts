import { campaignProblemTexts } from "./campaign-problem-texts.ts";
import { contactProblemTexts } from "./contact-problem-texts.ts";
import { conversationProblemTexts } from "./conversation-problem-texts.ts";
import { type ProblemText, text } from "./problem-text.ts";
import { senderProblemTexts } from "./sender-problem-texts.ts";
import { templateProblemTexts } from "./template-problem-texts.ts";

/** What people read of each code: what is wrong, and what to do. SQL names a code in the hint of what it raises. */
export const problemTexts: Readonly<Record<string, ProblemText>> = {
  ...campaignProblemTexts,
  ...contactProblemTexts,
  ...conversationProblemTexts,
  ...senderProblemTexts,
  ...templateProblemTexts,
  "request.invalid": text(
    400,
    "Pedido inválido",
    "Corrija os campos em `errors` e tente de novo.",
    "Correct the fields in `errors` and try again.",
  ),
  "request.not-json": text(
    400,
    "O corpo não é JSON",
    "Mande JSON em UTF-8, com content-type application/json.",
    "Send JSON in UTF-8, with content-type application/json.",
  ),
  "request.bad-key": text(
    400,
    "Idempotency-Key inválida",
    "Use de 8 a 128 letras, números, ponto, hífen, dois-pontos ou sublinhado.",
    "Use 8 to 128 letters, digits, dots, hyphens, colons or underscores.",
  ),
  "request.refused-value": text(
    400,
    "Valor recusado",
    "O banco recusou um valor. Confira caracteres especiais e limites.",
    "The database refused a value. Check special characters and limits.",
  ),
  "request.aborted": text(
    400,
    "Pedido interrompido",
    "O envio parou no meio. Mande de novo.",
    "It stopped half-way. Send it again.",
  ),
  "request.stalled": text(
    408,
    "Envio parado",
    "Nada chegou por algum tempo. Confira a conexão e mande de novo.",
    "Nothing came for a while. Check the connection and send it again.",
  ),
  "request.unauthenticated": text(
    401,
    "É preciso entrar",
    "O acesso falta, venceu ou não vale. Entre de novo.",
    "The access token is missing, has expired or is not valid. Sign in again.",
  ),
  "role.not-enough": text(
    403,
    "Sem permissão",
    "Seu papel neste cliente não permite isto. Peça a um proprietário (owner).",
    "Your role in this client does not allow this. Ask an owner.",
  ),
  "request.not-found": text(
    404,
    "Não encontrado",
    "Não existe, ou não é deste cliente. Confira o endereço.",
    "It does not exist, or is not this client's. Check the address.",
  ),
  "client.not-found": text(
    404,
    "Cliente não encontrado",
    "Não existe, ou você não faz parte dele. Confira o id ou peça acesso a um proprietário.",
    "It does not exist, or you are no member of it. Check the id or ask an owner for access.",
  ),
  "account.not-found": text(
    404,
    "Conta não encontrada",
    "Não há conta confirmada com este e-mail ou id. A pessoa precisa se cadastrar e confirmar o e-mail antes.",
    "There is no confirmed account with this address or id. The person has to sign up and confirm the address first.",
  ),
  "member.not-found": text(
    404,
    "Membro não encontrado",
    "Esta conta não é membro deste cliente.",
    "This account is no member of this client.",
  ),
  "dead-letter.not-found": text(
    404,
    "Carta morta não encontrada",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "dead-letter.resolved": text(
    409,
    "Já resolvida",
    "Esta carta já foi reenviada ou dispensada. Se a mensagem falhar de novo, vira outra carta.",
    "This letter was replayed or dismissed already. If its message fails again, there will be another letter.",
  ),
  "dead-letter.replaying": text(
    409,
    "Sendo reenviada",
    "Outra pessoa está reenviando esta carta. Veja de novo em um minuto.",
    "Somebody else is replaying this letter. Look again in a minute.",
  ),
  "dead-letter.unreadable": text(
    409,
    "Não pode ser reenviada",
    "A mensagem não tem o que a fila espera; de novo falharia igual. Dispense-a, dizendo por quê.",
    "The message is not what its queue expects; it would fail again. Dismiss it, saying why.",
  ),
  "flag.not-found": text(
    404,
    "Chave não encontrada",
    "O código não conhece esta chave. Confira o nome.",
    "The code does not know this flag. Check its name.",
  ),
  "request.conflict": text(
    409,
    "Não é possível agora",
    "O estado atual não permite isto. Atualize a página e confira.",
    "The current state does not allow this. Refresh and look again.",
  ),
  "client.slug-taken": text(
    409,
    "Identificador em uso",
    "Já existe um cliente com este slug. Escolha outro.",
    "There is a client with this slug. Choose another.",
  ),
  "member.exists": text(
    409,
    "Já é membro",
    "Esta conta já é membro, em outro papel. Mude o papel em vez de adicionar.",
    "This account is a member already, in another role. Change the role instead.",
  ),
  "member.last-owner": text(
    409,
    "Último proprietário",
    "Um cliente precisa de ao menos um proprietário. Nomeie outro antes.",
    "A client needs at least one owner. Name another one first.",
  ),
  "request.too-large": text(
    413,
    "Grande demais",
    "O corpo passa do limite. Divida-o.",
    "The body is over the limit. Split it.",
  ),
  "request.unsupported": text(
    415,
    "Formato não aceito",
    "Mande no content-type que a documentação pede, sem compressão.",
    "Send it in the content-type that the document asks for, uncompressed.",
  ),
  "request.too-many": text(
    429,
    "Pedidos demais",
    "Espere o que diz `retry-after` e tente de novo.",
    "Wait as `retry-after` says and try again.",
  ),
  "request.too-many-uploads": text(
    429,
    "Envios demais ao mesmo tempo",
    "Espere terminar o que já está sendo enviado e tente de novo.",
    "Wait for the uploads under way to end and try again.",
  ),
  "unexpected.error": text(
    500,
    "Erro nosso",
    "Algo falhou aqui, e fomos avisados. Se persistir, informe o correlationId.",
    "Something failed on our side, and we were told. If it persists, report the correlationId.",
  ),
  "service.unavailable": text(
    503,
    "Indisponível no momento",
    "Nada foi feito. Tente de novo em alguns segundos.",
    "Nothing was done. Try again in some seconds.",
  ),
};

/** By the HTTP status that a raised `NVxxx` resembles, where it names no code of its own. */
export const codeOfStatus: Readonly<Record<number, string>> = {
  400: "request.refused-value",
  401: "request.unauthenticated",
  403: "role.not-enough",
  404: "request.not-found",
  409: "request.conflict",
};
