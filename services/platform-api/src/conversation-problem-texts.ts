import { type ProblemText, text } from "./problem-text.ts";

/** What people read of codes about conversations. */
export const conversationProblemTexts: Readonly<Record<string, ProblemText>> = {
  "conversation.unknown": text(
    404,
    "Conversa não encontrada",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "conversation.not-possible": text(
    409,
    "A conversa já não está assim",
    "Alguém mudou a conversa antes de você, ou ela já está como se pede. Recarregue e veja com quem ela está.",
    "Somebody changed the conversation before you, or it is so already. Reload and see who has it.",
  ),
};
