import { dddOf } from "@nova/whatsapp";

/** Why a cell gives no number. */
export type PhoneFault =
  | "phone-empty"
  | "phone-scientific"
  | "phone-not-a-number"
  | "phone-too-short"
  | "phone-too-long"
  | "phone-without-ddd"
  | "phone-invalid-ddd"
  | "phone-extra-digit"
  | "phone-invalid";

const brazil = "55";

/** Says what is wrong with a text that is no phone, as precisely as its digits tell. */
export function explainPhone(text: string, defaultCountry: string): PhoneFault {
  const digits = text.replace(/\D/g, "");
  if (digits.length === 0 || /\p{L}/u.test(text) || text.includes("@")) return "phone-not-a-number";
  if (digits.length < 8) return "phone-too-short";
  const isForeign = /^\s*\+/.test(text) ? !digits.startsWith(brazil) : defaultCountry !== brazil;
  if (isForeign) return digits.length > 15 ? "phone-too-long" : "phone-invalid";
  return explainBrazilian(digits);
}

function explainBrazilian(digits: string): PhoneFault {
  const bare = digits.replace(/^0+/, "");
  const national = bare.startsWith(brazil) && bare.length >= 12 ? bare.slice(2).replace(/^0/, "") : bare;
  if (national.length < 8) return "phone-too-short";
  if (national.length <= 9) return "phone-without-ddd";
  if (dddOf(`${brazil}${national.slice(0, 2)}90000000`) === null) return "phone-invalid-ddd";
  if (national.length === 12 || (national.length === 11 && national[2] !== "9")) return "phone-extra-digit";
  return national.length > 12 ? "phone-too-long" : "phone-invalid";
}
