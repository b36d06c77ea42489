import { foldText } from "./words.ts";

/** The columns that the report of refused rows adds, so that the mended report can be imported as it is. */
export const reportColumns = ["linha", "código", "motivo", "reason"] as const;

const phoneWords = new Map([
  ...["whatsapp", "whats", "zap", "wpp", "whatsapp number"].map((name) => [name, 1] as const),
  ...["celular", "cel", "mobile", "mobile phone", "cellphone", "cell"].map((name) => [name, 0.95] as const),
  ...["telefone", "fone", "tel", "phone", "phone number", "telephone"].map((name) => [name, 0.9] as const),
  ...["numero", "number", "num", "contato", "contact", "ddd telefone"].map((name) => [name, 0.3] as const),
]);
const nameWords = [
  ...["name", "nome", "nome completo", "full name", "nome do cliente", "nome cliente", "customer name"],
  ...["nome do contato", "nome do aluno", "first name", "firstname", "primeiro nome", "nome fantasia"],
  ...["cliente", "customer", "lead", "aluno", "destinatario", "contato", "contact"],
];
const strong = 0.5;

/** How surely a header names the phone column, from 0 to 1: `WhatsApp` more than `Telefone`, `Número` hardly. */
export function phoneAlias(header: string): number {
  const folded = foldText(header);
  const exact = phoneWords.get(folded);
  if (exact !== undefined) return exact;
  const parts = folded.split(" ").map((word) => phoneWords.get(word) ?? 0);
  const best = Math.max(...parts);
  return best > strong ? best - 0.1 : 0;
}

/** How surely a header names the column of people's names; the earlier in our list, the surer. */
export function nameAlias(header: string): number {
  const at = nameWords.indexOf(foldText(header));
  return at < 0 ? 0 : 1 - at / (2 * nameWords.length);
}

/** Whether the column was added by our own report. */
export function isReportColumn(header: string): boolean {
  return reportColumns.some((name) => foldText(name) === foldText(header));
}
