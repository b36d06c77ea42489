/** The 67 area codes in use in Brazil. */
const areaCodes = new Set(
  (
    "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 " +
    "61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99"
  ).split(" "),
);

const brazil = "55";
const decoration = /[\s().\-/\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * A phone as E.164 digits, Brazilian mobiles always with the ninth digit; null if it cannot be a phone. Without `+` or
 * `00` the number is one of the default country, because `51999999999` is Porto Alegre in a Brazilian list and Peru in
 * a provider's. What a provider calls a phone goes through `canonicalWaId`.
 */
export function canonicalPhone(input: string, defaultCountry = brazil): string | null {
  if (input.length > 64) return null;
  const [address = "", domain] = input.normalize("NFKC").trim().split("@");
  if (domain !== undefined) return isPhoneDomain(domain) ? canonicalWaId(address.split(":")[0] ?? "") : null;

  const compact = address
    .replace(/^(?:tel|whatsapp):/i, "")
    .replace(decoration, "")
    .replace(/^(\+55)?0?xx/i, "$10");
  if (!/^\+?\d+$/.test(compact)) return null;
  if (compact.startsWith("+")) return international(compact.slice(1));
  if (compact.startsWith("00")) return international(compact.slice(2));
  return defaultCountry === brazil ? brazilianWithOrWithoutCode(compact) : domestic(compact, defaultCountry);
}

/** The same for the digits of a `wa_id` or a JID, which always begin with the country. */
export function canonicalWaId(digits: string): string | null {
  return /^\d+$/.test(digits) ? international(digits) : null;
}

/** The Brazilian area code of a canonical phone; null for any other country or a code that is not in use. */
export function dddOf(phone: string): string | null {
  const code = /^\+?55(\d{2})\d{8,9}$/.exec(phone)?.[1];
  return code !== undefined && areaCodes.has(code) ? code : null;
}

/** Every spelling under which WhatsApp may know a canonical phone: the ninth digit came later than many accounts. */
export function variants(phone: string): string[] {
  const mobile = /^(55\d{2})9([6-9]\d{7})$/.exec(phone);
  return mobile && dddOf(phone) ? [phone, `${mobile[1]}${mobile[2]}`] : [phone];
}

function international(digits: string): string | null {
  if (digits.startsWith(brazil)) return brazilian(digits.slice(brazil.length));
  return /^[1-9]\d{7,14}$/.test(digits) ? digits : null;
}

function domestic(digits: string, country: string): string | null {
  const hasCode = digits.startsWith(country) && digits.length >= country.length + 8;
  return international(hasCode ? digits : country + digits.replace(/^0/, ""));
}

function brazilianWithOrWithoutCode(digits: string): string | null {
  // With 55 in front it has 12 digits or more; ten or eleven are the area code 55.
  const hasCode = digits.startsWith(brazil) && digits.length >= 12;
  return brazilian(hasCode ? digits.slice(brazil.length) : digits);
}

function brazilian(national: string): string | null {
  let digits = national;
  if (digits.startsWith("0")) {
    digits = digits.slice(1);
    if (/^[1-9]\d{11,12}$/.test(digits)) digits = digits.slice(2); // long-distance carrier, as in 0 41 11 …
  }
  const parts = /^(\d{2})(?:(9\d{8})|([6-9]\d{7})|([2-5]\d{7}))$/.exec(digits);
  if (!parts) return null;
  const [, area = "", mobile, oldMobile, landline] = parts;
  if (!areaCodes.has(area)) return null;
  return `${brazil}${area}${mobile ?? landline ?? `9${oldMobile}`}`;
}

function isPhoneDomain(domain: string): boolean {
  return domain === "s.whatsapp.net" || domain === "c.us";
}
