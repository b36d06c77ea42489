import { canonicalPhone } from "@nova/whatsapp";
import { explainPhone, type PhoneFault } from "./explain-phone.ts";

/** What was noticed about a number that is used all the same. */
export type PhoneNote =
  | "landline"
  | "foreign"
  | "placeholder"
  | "ninth-digit-added"
  | "several-phones"
  | "text-around";

/** A cell's number in its canonical form, or why there is none. */
export type ReadPhone = { phone: string; notes: PhoneNote[] } | { fault: PhoneFault };

const brazil = "55";
const scientific = /^\+?\d+(?:[.,]\d*)?e\+?\d+$/i;
const span = /\+?\(?\d[\d\s().\-\u2010-\u2015]{6,}\d/g;
const maxCharacters = 200;

/**
 * Reads a phone as people and Excel write it. Of several numbers in one cell it takes the first mobile, or the first;
 * a number in scientific notation has lost digits and is refused.
 */
export function readPhone(cell: string, defaultCountry = brazil): ReadPhone {
  const text = undoExcel(cell);
  if (text === "") return { fault: "phone-empty" };
  if (scientific.test(text)) return { fault: "phone-scientific" };
  const whole = canonicalPhone(text, defaultCountry);
  if (whole !== null) return { phone: whole, notes: notesOf(whole, text, defaultCountry) };

  const parts = text.length > maxCharacters || text.includes("@") ? [] : (text.match(span) ?? []);
  const found = parts.flatMap((part) => {
    const phone = canonicalPhone(part, defaultCountry);
    return phone === null ? [] : [{ phone, part }];
  });
  const chosen = found.find(({ phone }) => !isLandline(phone)) ?? found[0];
  if (!chosen || (parts.length === 1 && !/\p{L}/u.test(text)))
    return { fault: explainPhone(text, defaultCountry) };
  const note: PhoneNote = parts.length > 1 ? "several-phones" : "text-around";
  return { phone: chosen.phone, notes: [note, ...notesOf(chosen.phone, chosen.part, defaultCountry)] };
}

/** Whether a cell could be somebody's number, also a damaged one. */
export function looksLikePhone(cell: string): boolean {
  const text = undoExcel(cell);
  return scientific.test(text) || (/^[^\p{L}]+$/u.test(text) && text.replace(/\D/g, "").length >= 8);
}

/** Leading apostrophes, `="…"`, thousands separators and the `.0` of a number column. */
function undoExcel(cell: string): string {
  const text = cell
    .trim()
    .replace(/^=?"(.*)"$/, "$1")
    .replace(/^['’‘`´]+/, "")
    .trim()
    .replace(/^(\+?\d{10,15})[.,]0{1,2}$/, "$1");
  const grouped = /^(\+?\d{1,3}(?:[.,]\d{3}){2,4})(?:[.,]0{1,2})?$/.exec(text)?.[1];
  return grouped === undefined ? text : grouped.replace(/[.,]/g, "");
}

function notesOf(phone: string, written: string, defaultCountry: string): PhoneNote[] {
  const notes: PhoneNote[] = [];
  if (isLandline(phone)) notes.push("landline");
  if (!phone.startsWith(defaultCountry)) notes.push("foreign");
  if (/(\d)\1{7}$/.test(phone)) notes.push("placeholder");
  const digits = written.replace(/\D/g, "");
  if (phone.startsWith(brazil) && phone.length === 13 && !digits.endsWith(phone.slice(-9)))
    notes.push("ninth-digit-added");
  return notes;
}

function isLandline(phone: string): boolean {
  return /^55\d{2}[2-5]\d{7}$/.test(phone);
}
