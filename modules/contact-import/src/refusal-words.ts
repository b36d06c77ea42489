import type { PhoneFault } from "./explain-phone.ts";
import type { Words } from "./words.ts";

/** Why a row is not imported. */
export type RefusalCode = PhoneFault | "too-many-cells" | "cell-too-long" | "broken-text" | "duplicate";

/** What `describeRefusal` needs of a refused row. */
export type RefusalFacts = { code: RefusalCode; firstLine?: number; column?: string };

const words: Record<RefusalCode, Words> = {
  "phone-empty": { pt: "Sem telefone.", en: "No phone." },
  "phone-scientific": {
    pt: "O Excel trocou o número por notação científica e perdeu dígitos. Formate a coluna como Texto e cole os números de novo.",
    en: "Excel turned the number into scientific notation and lost digits. Format the column as Text and paste the numbers again.",
  },
  "phone-not-a-number": {
    pt: "O que está na coluna de telefone não é um número.",
    en: "What is in the phone column is not a number.",
  },
  "phone-too-short": { pt: "Telefone com dígitos de menos.", en: "The phone has too few digits." },
  "phone-too-long": {
    pt: "Telefone com dígitos demais; talvez dois números na mesma célula.",
    en: "The phone has too many digits; maybe two numbers in one cell.",
  },
  "phone-without-ddd": { pt: "Falta o DDD.", en: "The area code is missing." },
  "phone-invalid-ddd": { pt: "O DDD não existe.", en: "There is no such area code." },
  "phone-extra-digit": {
    pt: "Celular com um dígito a mais ou sem começar por 9; confira o número.",
    en: "A mobile with a digit too many, or that does not begin with 9; check the number.",
  },
  "phone-invalid": { pt: "O telefone não existe nesta forma.", en: "No phone has this form." },
  "too-many-cells": {
    pt: "A linha tem mais células que o cabeçalho; um texto com separador precisa de aspas.",
    en: "The row has more cells than the header; a text that holds the separator needs quotes.",
  },
  "cell-too-long": { pt: "Texto longo demais", en: "The text is too long" },
  "broken-text": {
    pt: "Há caracteres ilegíveis (�); salve o arquivo de novo como CSV UTF-8",
    en: "There are unreadable characters (�); save the file again as CSV UTF-8",
  },
  duplicate: { pt: "Mesmo número da linha", en: "The same number as in line" },
};

/** Whether a stored code is one of ours. */
export function isRefusalCode(code: string): code is RefusalCode {
  return code in words;
}

/** The reason of a refusal in a sentence, with the column or the line that it is about. */
export function describeRefusal({ code, firstLine, column }: RefusalFacts): Words {
  const { pt, en } = words[code];
  if (firstLine !== undefined) return { pt: `${pt} ${firstLine}.`, en: `${en} ${firstLine}.` };
  if (column !== undefined) return { pt: `${pt} (coluna ${column}).`, en: `${en} (column ${column}).` };
  return { pt, en };
}
