/** Meta's templates and texts of one's own. */
export const templates = {
  title: "Modelos",
  lead: "Modelos da Meta, com estado e qualidade, e textos guardados.",
  kinds: { all: "Todos", meta: "Modelo da Meta", text: "Texto próprio" },
  emptyTitle: "Nenhum modelo",
  empty: "Sincronize os da Meta ou guarde um texto.",
  status: {
    draft: "Rascunho",
    pending: "Em análise",
    approved: "Aprovado",
    paused: "Pausado",
    disabled: "Desativado",
    rejected: "Recusado",
  },
  quality: "Qualidade",
  qualities: { green: "Alta", yellow: "Média", red: "Baixa", unknown: "Sem nota" },
  synced: "Atualizado",
  whichAccount: "De qual remetente?",
  noAccount:
    "Nenhum remetente da Meta tem o ID da conta (WABA). Preencha-o na página do remetente, em Editar.",
  halted: "Estas campanhas pararam: a Meta não deixa mais enviar o modelo delas.",
  write: "Novo texto",
  writeLead: "Guardado com um nome; o mesmo nome com outro texto é uma nova versão.",
  bodyHint: "{{name}}, {{name|cliente}} e {Oi|Olá} valem aqui também.",
  written: "Texto guardado.",
  version: (n: string) => `versão ${n}`,
  versions: "Versões",
  newVersion: "Nova versão",
  isOld: (mine: string, newest: string) =>
    `Esta campanha usa a versão ${mine}; a mais nova é a ${newest}. O que sai é a versão escolhida aqui.`,
  takeNewest: "Usar a mais nova",
  chosenBefore: "Escolhido antes",
  mayNotBeSent: (status: string) =>
    `Este modelo está ${status} na Meta: não pode ser enviado. Escolha outro.`,
};
