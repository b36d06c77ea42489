import { type ProblemText, text } from "./problem-text.ts";

/** What people read of codes about templates. */
export const templateProblemTexts: Readonly<Record<string, ProblemText>> = {
  "template.sender-without-templates": text(
    409,
    "Este remetente não tem modelos",
    "Só números da API oficial da Meta têm modelos aprovados. Escolha um deles.",
    "Only numbers of Meta's official API have approved templates. Choose one of them.",
  ),
  "template.sender-without-account": text(
    409,
    "Falta a conta da Meta",
    "Informe no remetente o id da conta do WhatsApp (WABA) e tente de novo.",
    "Enter the id of the WhatsApp account (WABA) at the sender and try again.",
  ),
  "template.sender-without-credentials": text(
    409,
    "Faltam as credenciais",
    "Informe o token do remetente e tente de novo.",
    "Enter the sender's access token and try again.",
  ),
  "template.credentials-unreadable": text(
    409,
    "Credenciais ilegíveis",
    "As credenciais guardadas não puderam ser abertas. Informe-as de novo.",
    "The stored credentials cannot be opened. Enter them again.",
  ),
  "template.credentials-refused": text(
    409,
    "A Meta recusou as credenciais",
    "O token venceu, não vale ou não tem permissão para os modelos. Troque-o e tente de novo.",
    "The access token has expired, is not valid, or may not read templates. Replace it and try again.",
  ),
  "template.account-refused": text(
    409,
    "A Meta recusou a consulta",
    "Confira no remetente o id da conta do WhatsApp (WABA).",
    "Check the id of the WhatsApp account (WABA) at the sender.",
  ),
  "template.provider-unavailable": text(
    503,
    "A Meta não respondeu",
    "Nada mudou. Tente de novo em alguns minutos.",
    "Nothing has changed. Try again in some minutes.",
  ),
};
