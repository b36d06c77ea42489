const courtesy =
  "(?:por favor|por gentileza|pfvr?|pf|pls|please|obrigad[oa]|obg|valeu|vlw|grat[oa]|oi|ola|bom dia|boa tarde|boa noite|gente|ok)";
const aroundCourtesy = new RegExp(`^(?:${courtesy} )+(?=.)|(?: ${courtesy})+$`, "g");

const messages =
  "(?:(?:as|suas|essas|estas|mais|esse tipo de|este tipo de|nenhum|nenhuma|essa|esta|qualquer) )*" +
  "(?:mensagem|mensagens|msgs?|promocao|promocoes|ofertas?|propagandas?|publicidade|notificacao|notificacoes|avisos?|divulgacao|divulgacoes)";
const ofYours =
  "(?: (?:d[aeo]|desse|dessa|desta) (?:voces?|vcs?|sua empresa|sua loja|empresa|loja|marketing|promocao|promocoes))?" +
  "(?: (?:por aqui|aqui|n[oe](?:ss?t?e|sse)? (?:meu )?(?:whatsapp|whats|zap|numero)|pelo (?:whatsapp|whats|zap)))?";
const what = `(?: ${messages}${ofYours}| (?:mais )?nada| contatos?| de (?:voces?|vcs?))?`;
const mailingList = "(?:sua )?lista(?: de (?:transmissao|contatos|envios?|mensagens|promocoes))?";
const ofTheList = ` (?:d[ae]|dessa|desta) ${mailingList}`;
const want = "(?:eu )?(?:quero|queria|desejo|gostaria de)";

const optOutPhrases = [
  "sair|parar|pare|parem|stop|stop all|stopall|cancelar|descadastrar|descadastro|descadastre|descadastre me|remover|remova|remova me",
  `unsubscribe|opt ?out|parar tudo|sair${ofTheList}`,
  `${want} (?:(?:me )?descadastrar|sair(?:${ofTheList})?|ser (?:removid|retirad)[oa](?:${ofTheList})?|parar de receber${what})`,
  `(?:eu )?nao (?:quero|queria|desejo|gostaria de) (?:mais )?(?:que me (?:mandem|enviem)|receber)(?: mais)?${what}(?: mais)?`,
  `nao receber mais${what}`,
  `nao (?:me )?(?:mand[ae]m?|envi[ae]m?) mais${what}`,
  `nao (?:me )?(?:mand[ae]m?|envi[ae]m?) ${messages}${ofYours} mais`,
  `(?:favor |pode |podem )?(?:pare|parem|parar) (?:com |de )?${messages}${ofYours}`,
  `(?:favor |pode |podem )?(?:para|pare|parem|parar) (?:com|de) (?:me )?(?:mandar|enviar|receber|chamar|incomodar|perturbar)${what}`,
  `(?:pode |podem )?(?:me )?(?:tir(?:a|e|em|ar)|remov(?:a|e|am|er)|retir(?:a|e|em|ar)|exclu(?:a|i|am|ir))(?: me)?(?: meu (?:numero|contato))?${ofTheList}`,
  `(?:cancelar|cancele|remover|sair d[aeo]s?) (?:o )?(?:recebimento(?: de ${messages})?|${messages}|${mailingList})`,
];
const optInPhrases = [
  "voltar|quero voltar|reativar|quero receber|aceito receber|subscribe|opt ?in",
  `(?:eu )?(?:quero )?voltar a receber(?: ${messages}${ofYours})?`,
  `(?:eu )?quero receber(?: ${messages}${ofYours})?(?: de novo| novamente)?`,
];

const optOut = new RegExp(`^(?:${optOutPhrases.join("|")})$`);
const optIn = new RegExp(`^(?:${optInPhrases.join("|")})$`);

/**
 * Whether the whole message (or the payload of a quick reply) asks to stop. A word inside a longer sentence does not
 * count: "quero sair de casa amanhã" is a conversation.
 */
export function isOptOutText(text: string): boolean {
  return optOut.test(plainWords(text));
}

/** Whether the whole message takes an opt-out back. */
export function isOptInText(text: string): boolean {
  return optIn.test(plainWords(text));
}

function plainWords(text: string): string {
  if (text.length > 200) return "";
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  const bare = words.replace(aroundCourtesy, "");
  return bare.replace(/^(\w+)(?: \1)+$/, "$1"); // "PARE PARE PARE"
}
