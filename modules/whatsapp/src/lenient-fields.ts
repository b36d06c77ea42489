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
/** A finite number, which vendors also write as digits or as `{low, high}`. */
export const maybeNumber = maybe(z.unknown().transform(numberOf));
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
  const seconds = numberOf(value) ?? Number.NaN;
  return seconds >= earliest && seconds < latest ? new Date(Math.floor(seconds * 1000)) : null;
}

/** The same for milliseconds; what can only be seconds is read as such, for vendors mix them. */
export function dateFromMilliseconds(value: unknown): Date | null {
  const milliseconds = numberOf(value) ?? Number.NaN;
  return milliseconds < latest ? dateFromSeconds(value) : dateFromSeconds(milliseconds / 1000);
}

function numberOf(value: unknown): number | undefined {
  const asLong = long.safeParse(value);
  const number = asLong.success
    ? asLong.data.high * 2 ** 32 + (asLong.data.low >>> 0)
    : typeof value === "number" || (typeof value === "string" && value.trim() !== "")
      ? Number(value)
      : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** What a table of ours says to a vendor's word; undefined for `constructor` and its kind, which every object knows. */
export function wordIn<T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  return word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;
}

/** A vendor's word as it may stand in a log: no more of it than tells it apart. */
export function briefWord(word: string | undefined): string {
  return word !== undefined && /^[\w.-]{1,48}$/.test(word) ? word : "unknown";
}

/** The value when it is E.164 digits, else null. */
export function phoneDigits(value: string | undefined): string | null {
  return value !== undefined && /^[1-9]\d{6,14}$/.test(value) ? value : null;
}
