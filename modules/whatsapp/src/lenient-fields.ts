import * as z from "zod";

const maxTextLength = 65_536;
const maxIdLength = 512;

/**
 * Text that Postgres can store: no NUL, no half surrogate pair, bounded.
 */
export function storableText(text: string, maxLength = maxTextLength): string {
  return text.replaceAll("\0", "").slice(0, maxLength).toWellFormed();
}

/** A field that is read when it has the expected shape and counts as absent when it has not. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

export const maybeText = maybe(z.string().transform((text) => storableText(text)));
export const maybeName = maybe(z.string().transform((text) => storableText(text, 256).trim() || undefined));
export const maybeBoolean = maybe(z.boolean());
/** An id or code, which vendors write as string or number. Too long for a database index counts as absent. */
export const maybeId = maybe(
  z
    .union([z.string().min(1).max(maxIdLength), z.number().transform(String)])
    .transform((id) => storableText(id)),
);
export const list = z.array(z.unknown()).optional().catch([]).default([]);

const long = z.object({ low: z.number(), high: z.number().default(0) });
const earliest = Date.UTC(2009, 0) / 1000;
const latest = Date.UTC(2100, 0) / 1000;

/** A moment given in seconds as number, numeric string or `{low, high}`; null when it cannot be a message's time. */
export function dateFromSeconds(value: unknown): Date | null {
  const asLong = long.safeParse(value);
  const seconds = asLong.success
    ? asLong.data.high * 2 ** 32 + (asLong.data.low >>> 0)
    : typeof value === "number" || typeof value === "string"
      ? Number(value)
      : Number.NaN;
  return seconds >= earliest && seconds < latest ? new Date(Math.floor(seconds * 1000)) : null;
}

/** The value when it is E.164 digits, else null. */
export function phoneDigits(value: string | undefined): string | null {
  return value !== undefined && /^[1-9]\d{6,14}$/.test(value) ? value : null;
}
