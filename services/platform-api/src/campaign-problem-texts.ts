import { type ProblemText, text } from "./problem-text.ts";

/** What people read of codes about campaigns, their messages and sends. */
export const campaignProblemTexts: Readonly<Record<string, ProblemText>> = {
  "campaign.not-found": text(
    404,
    "Campanha não encontrada",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "template.not-found": text(
    404,
    "Modelo não encontrado",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "send.not-found": text(
    404,
    "Envio não encontrado",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "campaign.not-draft": text(
    409,
    "A campanha já começou",
    "Só um rascunho pode ser mudado ou apagado. Desmarque a campanha agendada, ou crie outra.",
    "Only a draft can be changed or deleted. Unschedule the campaign, or make another.",
  ),
  "campaign.not-startable": text(
    409,
    "A campanha não pode começar",
    "Ela já começou ou terminou. Atualize a página.",
    "It has started or ended already. Refresh.",
  ),
  "campaign.not-scheduled": text(
    409,
    "Não está agendada",
    "Ela não tem hora marcada, ou já começou. Atualize a página.",
    "It has no schedule, or has begun. Refresh.",
  ),
  "campaign.template-not-approved": text(
    409,
    "Modelo não aprovado",
    "A Meta ainda não aprovou o modelo, ou o pausou. Espere a aprovação ou escolha outro.",
    "Meta has not approved the template, or has paused it. Wait for it or choose another.",
  ),
  "campaign.template-needs-meta": text(
    409,
    "Modelo da Meta em outro remetente",
    "Modelos da Meta só saem por números oficiais. Escolha um remetente da Meta ou escreva um texto.",
    "Meta's templates go through official numbers only. Choose a sender of Meta's or write a text.",
  ),
  "campaign.sender-not-ready": text(
    409,
    "Remetente parado",
    "O número está desconectado, em quarentena, desativado ou sem perfil. Resolva isso em Remetentes.",
    "The number is disconnected, in quarantine, disabled or without a profile. Mend that under Senders.",
  ),
  "campaign.no-list": text(
    409,
    "Sem lista",
    "A lista da campanha foi apagada. Escolha outra.",
    "The campaign's list was deleted. Choose another.",
  ),
  "campaign.empty-list": text(
    409,
    "Lista vazia",
    "Não há ninguém na lista. Importe contatos ou escolha outra.",
    "Nobody is on the list. Import contacts or choose another.",
  ),
  "campaign.window-never-meets": text(
    409,
    "Horários que não se encontram",
    "O horário da campanha nunca coincide com o do remetente: nada sairia. Mude um dos dois.",
    "The campaign's hours never meet those of its sender: nothing would go out. Change one of them.",
  ),
  "campaign.bad-time": text(
    409,
    "Hora inválida",
    "A hora já passou, ou está a mais de um ano.",
    "The time has passed, or is over a year ahead.",
  ),
  "campaign.message-has-errors": text(
    409,
    "A mensagem tem erros",
    "Corrija o que a verificação da mensagem aponta e tente de novo.",
    "Mend what the check of the message points out and try again.",
  ),
  "campaign.texts-too-alike": text(
    409,
    "Textos quase iguais",
    "Um aparelho que repete o mesmo texto é bloqueado. Escreva variações {a|b} de frases inteiras; a verificação diz quantas faltam.",
    "A phone that repeats one text is blocked. Write variations {a|b} of whole sentences; the check says how many are needed.",
  ),
  "campaign.not-running": text(
    409,
    "A campanha não está enviando",
    "Só uma campanha em andamento pode ser pausada ou retomada.",
    "Only a running campaign can be paused or resumed.",
  ),
  "campaign.not-paused": text(
    409,
    "Não está pausada",
    "Nada dela está pausado. Se não anda, veja o motivo da espera: a pausa pode ser do remetente ou do cliente.",
    "Nothing of it is paused. If it does not move, see why it waits: the pause may be the sender's or the client's.",
  ),
  "campaign.ended": text(
    409,
    "A campanha já terminou",
    "Não há mais o que cancelar.",
    "There is nothing left to cancel.",
  ),
  "campaign.not-retryable": text(
    409,
    "Não pode ser reenviada",
    "Só uma campanha que começou e não foi cancelada tem falhas a reenviar.",
    "Only a campaign that has started and was not cancelled has failures to send again.",
  ),
  "campaign.nothing-to-retry": text(
    409,
    "Nada a reenviar",
    "Nenhuma falha pode ser reenviada: o motivo não passa sozinho, ou não se sabe se a mensagem chegou.",
    "No failure can be sent again: its reason does not pass, or nobody knows whether the message arrived.",
  ),
  "campaign.bad-phone": text(
    409,
    "Telefone inválido",
    "Escreva o telefone com DDD, como 11 91234-5678.",
    "Write the phone with its area code, such as +55 11 91234-5678.",
  ),
  "campaign.test-opted-out": text(
    409,
    "Este telefone se descadastrou",
    "Quem pediu para não receber não recebe nem testes. Use outro telefone.",
    "Whoever asked to be left alone gets no tests either. Use another phone.",
  ),
  "campaign.too-many-tests": text(
    409,
    "Testes demais",
    "Foram 30 testes em uma hora. Espere um pouco: testes passam por cima dos limites do número.",
    "There were 30 tests within an hour. Wait a little: tests go past the number's caps.",
  ),
  "send.not-unconfirmed": text(
    409,
    "O destino já é conhecido",
    "Este envio já teve confirmação. Atualize a página.",
    "This send's fate is known by now. Refresh.",
  ),
};
