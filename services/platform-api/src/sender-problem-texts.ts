import { type ProblemText, text } from "./problem-text.ts";

/** What people read of codes about senders. */
export const senderProblemTexts: Readonly<Record<string, ProblemText>> = {
  "sender.not-found": text(
    404,
    "Remetente não encontrado",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "sender.number-taken": text(
    409,
    "Número já cadastrado",
    "Este número ou instância já tem um remetente. Se ele é seu e está em outro cliente, fale com quem administra a plataforma.",
    "This number or instance has a sender already. If it is yours and at another client, ask whoever runs the platform.",
  ),
  "sender.other-provider": text(
    409,
    "Credenciais de outro provedor",
    "Mande as credenciais do provedor deste remetente.",
    "Send the credentials of this sender's provider.",
  ),
  "sender.status-conflict": text(
    409,
    "O remetente não está nesse estado",
    "Atualize a página: ele pode ter sido liberado, ativado ou desativado por outra pessoa.",
    "Refresh: somebody else may have let it go on, enabled or disabled it.",
  ),
};
