import { createHash, createHmac, randomBytes } from "node:crypto";

/** The value of `X-Hub-Signature-256` for exactly these bytes. */
export function metaSignature(body: string | Buffer, appSecret: string): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}

/** A message id of Meta's form, which wraps the phone; unique. */
export function newWamid(waId: string, direction: "out" | "in"): string {
  const id = randomBytes(10).toString("hex").toUpperCase();
  const phone = Buffer.from(waId.slice(0, 20));
  const inner = Buffer.concat([
    Buffer.from([0x1c, 0x18, phone.length]),
    phone,
    Buffer.from([0x15, 0x02, 0x00, direction === "out" ? 0x11 : 0x12, 0x18, 0x14]),
    Buffer.from(id),
    Buffer.from([0]),
  ]);
  return `wamid.${inner.toString("base64")}`;
}

/** What the sandbox says about a phone number id: derived, so that none has to be set up. */
export function phoneNumberOf(phoneNumberId: string): { displayPhoneNumber: string; wabaId: string } {
  return {
    displayPhoneNumber: `55114${phoneNumberId.slice(-7).padStart(7, "0")}`,
    wabaId: `1045${phoneNumberId.slice(-11).padStart(11, "0")}`,
  };
}

/** The conversation of a day between two numbers: the same for all its messages. */
export function conversationId(sender: string, waId: string, day: string): string {
  return createHash("md5").update(`${sender}|${waId}|${day}`).digest("hex");
}
