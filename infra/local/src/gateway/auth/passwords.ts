import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const keyBytes = 32;

/** A password as it is stored: salted and slow to guess. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, keyBytes);
  return `scrypt$${salt.toString("base64")}$${key.toString("base64")}`;
}

/** Whether a password is the stored one. Takes as long when there is none, so that nobody learns who has an account. */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const [scheme, salt = "", key = ""] = (stored ?? "").split("$");
  const expected = Buffer.from(key, "base64");
  const actual = await derive(password, Buffer.from(salt, "base64"), keyBytes);
  return scheme === "scrypt" && expected.length === keyBytes && timingSafeEqual(actual, expected);
}
