/** A log line is for ids and facts; no such text is longer, and every pattern below stays cheap on this much. */
const maxLength = 16_384;
/** Shorter than any phone or key. Most fields of a line are. */
const minLength = 8;

const secretName =
  "(?:api[_-]?key|access[_-]?token|verify[_-]?token|app[_-]?secret|secret|token|password|passwd|senha)";

/** No credential is without one of these; most texts have none, and need no closer look. */
const credentialHint = /[:=]|EAA|AIza|sb_secret_|sk-|xox|eyJ|bearer|basic|services\/|webhooks\/|-----BEGIN/i;
const credentials: [RegExp, string][] = [
  [
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    "[redacted]",
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, "$1 [redacted]"],
  [
    // Message ids are base64, and now and then hold `/EAA` too; a token of Meta's is longer than any id.
    /(?<![\w+/])(?:EAA\w{8,}|AIza[\w-]{20,})|EAA\w{60,}|\b(?:sb_secret_\w+|sk-[\w-]{8,}|xox[a-z]-[\w-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/g,
    "[redacted]",
  ],
  [/(\b\w{1,32}:\/\/)[^\s/@:]{0,256}:[^\s/@]{1,256}@/g, "$1[redacted]@"],
  [new RegExp(`(${secretName}=)[^&\\s"',;]+`, "gi"), "$1[redacted]"],
  [/([?&](?:key|signature)=)[^&\s"]+/gi, "$1[redacted]"],
  // After a colon comes prose as often as a secret ("invalid token: expired"): a secret has a digit and no spaces.
  [new RegExp(`(${secretName}["']?:\\s?["']?)(?=[^\\s"',;]{0,64}\\d)[^\\s"',;]{6,}`, "gi"), "$1[redacted]"],
  [/(hooks\.slack\.com\/services\/)[\w/-]+/g, "$1[redacted]"],
  [/\b(?:bot)?\d{6,}:[\w-]{30,}/g, "[redacted]"],
  [/(\/api\/webhooks\/\d+\/)[\w-]+/g, "$1[redacted]"],
  [/\b[\w-]{1,32}:[\w+/-]{43}=?(?![\w+/=-])/g, "[redacted]"], // a credentials key: 32 bytes behind its id
];

const address = /[\w.+-]{1,64}@(?:lid\b|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/g;

const gap = "[\\s().\\u2010-\\u2015-]{0,3}";
const inProse = [
  `(?:\\+|00)${gap}[1-9](?:${gap}\\d){7,14}`,
  `(?!1[6-9]\\d{11}\\b)\\d{2}${gap}\\d{2}${gap}9?${gap}\\d{4}${gap}\\d{4}`, // but no milliseconds since 1970
  `0?${gap}[1-9][1-9]${gap}9${gap}\\d{4}${gap}\\d{4}`,
  `\\([1-9][1-9]\\)${gap}\\d{4}${gap}\\d{4}`,
  `[1-9][1-9][\\s.-]{1,2}[2-9]\\d{3}${gap}\\d{4}`,
  `(?!1[6-9])[1-9][1-9][2-9]\\d{7}`, // but no seconds since 1970
  `9\\d{4}-\\d{4}`,
].join("|");
/** Ids of ours stand between letters, digits and hyphens: a phone does not, unless it is a whole Brazilian mobile number. */
const phone = new RegExp(
  `(?<!\\d)55[1-9][1-9]9\\d{8}(?!\\d)|(?<![\\w-]|projects/)(?:${inProse})(?![\\w-])`,
  "g",
);

/**
 * Removes what must never be logged or shown: phones in the ways that people and vendors write them, e-mail and chat
 * addresses, tokens, keys and credentials in URLs. A last line of defence behind "log ids only", for texts that
 * vendors and drivers write.
 */
export function redact(text: string): string {
  if (text.length < minLength) return text;
  let clean = text.length > maxLength ? `${text.slice(0, maxLength)}… (${text.length} characters)` : text;
  if (credentialHint.test(clean)) {
    for (const [pattern, replacement] of credentials) clean = clean.replace(pattern, replacement);
  }
  return clean.replace(address, "[address]").replace(phone, "[phone]");
}
