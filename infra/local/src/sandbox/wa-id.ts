/** The digits of whatever was given as an address. */
export function digitsOf(address: string): string {
  return address.split("@")[0]?.replace(/\D/g, "") ?? "";
}

/** WhatsApp's own id of a phone: Brazilian mobiles of area codes from 31 on lose their ninth digit. */
export function waIdOf(phone: string): string {
  const digits = digitsOf(phone);
  const withNinthDigit = /^55([1-9]\d)9\d{8}$/.exec(digits);
  return withNinthDigit && Number(withNinthDigit[1]) >= 31
    ? `${digits.slice(0, 4)}${digits.slice(5)}`
    : digits;
}

/** Whether the digits could be a phone with country code. */
export function couldBePhone(digits: string): boolean {
  return /^[1-9]\d{7,14}$/.test(digits);
}
