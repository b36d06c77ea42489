/** A log line is for ids and facts; no such text is longer, and every pattern below stays cheap on this much. */
const maxLength = 16_384;

/**
 * Removes what must never be logged or shown: long digit runs (phones), e-mail addresses, bearer tokens, keys and
 * credentials in URLs. A last line of defence behind "log ids only", for texts that vendors and drivers write.
 */
export function redact(text: string): string {
  const bounded = text.length > maxLength ? `${text.slice(0, maxLength)}… (${text.length} characters)` : text;
  return bounded
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, "$1 [redacted]")
    .replace(/\b(EAA\w{8,}|sb_secret_\w+|sk-[\w-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/g, "[redacted]")
    .replace(/(\b\w{1,32}:\/\/)[^\s/@:]{1,256}:[^\s/@]{1,256}@/g, "$1[redacted]@")
    .replace(
      /([?&](?:apikey|api_key|access_token|token|key|secret|signature|hub\.verify_token)=)[^&\s"]+/gi,
      "$1[redacted]",
    )
    .replace(/(hooks\.slack\.com\/services\/)[\w/-]+/g, "$1[redacted]")
    .replace(/\b(bot)?\d{6,}:[\w-]{30,}/g, "[redacted]")
    .replace(/(\/api\/webhooks\/\d+\/)[\w-]+/g, "$1[redacted]")
    .replace(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, "[address]")
    .replace(/(?<![\w-])\+?\d{2}[\s().-]*\d{2}[\s().-]*9?\d{4}[\s.-]?\d{4}(?![\w-])/g, "[phone]");
}
