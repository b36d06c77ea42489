import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether Meta signed exactly these bytes (`X-Hub-Signature-256`). An empty secret verifies nothing. */
export function verifyMetaSignature(raw: Buffer, header: string | undefined, appSecret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1];
  if (given === undefined || appSecret === "") return false;
  return timingSafeEqual(createHmac("sha256", appSecret).update(raw).digest(), Buffer.from(given, "hex"));
}
