import type { ContactSearch } from "@nova/supabase-client";
import { canonicalPhone } from "@nova/whatsapp";
import * as z from "zod";

const fewestDigits = 3;

/** What somebody types to find a person: a part of the name, or a phone as people write it. */
export const searchField = z.string().trim().min(1).max(100).transform(parseSearch);

/** A phone is looked for as it is stored, whatever its punctuation or ninth digit; its parts too. */
export function parseSearch(text: string): ContactSearch {
  const digits = /\p{L}/u.test(text) ? "" : text.replace(/\D/g, "");
  const phone = canonicalPhone(text);
  return {
    name: `%${text.replace(/[\\%_]/g, "\\$&")}%`,
    ...(digits.length >= fewestDigits && { digits: `%${digits}%` }),
    ...(phone !== null && { phone }),
  };
}
