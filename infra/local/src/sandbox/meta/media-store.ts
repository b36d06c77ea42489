import { createHash, randomInt } from "node:crypto";

export type StoredMedia = { id: string; bytes: Buffer; mimeType: string; sha256: string; urlUntil: number };

/** Media ids are one digit longer than those of phone numbers. */
export function isMediaId(id: string): boolean {
  return /^12345\d{11}$/.test(id);
}

const MOST_BYTES = 256 * 1024 * 1024;
const URL_LIVES_MS = 5 * 60_000;

/** Uploaded media, in memory; the oldest go when it grows too large. */
export function createMediaStore(now: () => number) {
  const media = new Map<string, StoredMedia>();
  let total = 0;

  function remove(id: string): boolean {
    const one = media.get(id);
    if (one) total -= one.bytes.length;
    return media.delete(id);
  }

  return {
    add(bytes: Buffer, mimeType: string): StoredMedia {
      const id = `12345${randomInt(10 ** 10, 10 ** 11)}`;
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const stored = { id, bytes, mimeType, sha256, urlUntil: 0 };
      media.set(id, stored);
      total += bytes.length;
      for (const oldest of media.keys()) {
        if (total <= MOST_BYTES) break;
        remove(oldest);
      }
      return stored;
    },
    get: (id: string) => media.get(id),
    has: (id: string) => media.has(id),
    remove,
    /** Starts the five minutes for which a download URL works. */
    openUrl(one: StoredMedia): void {
      one.urlUntil = now() + URL_LIVES_MS;
    },
    isOpen: (one: StoredMedia) => one.urlUntil > now(),
  };
}

export type MediaStore = ReturnType<typeof createMediaStore>;

const megabyte = 1024 * 1024;
const limits: [RegExp, number][] = [
  [/^image\/(jpeg|png)$/, 5 * megabyte],
  [/^image\/webp$/, 500 * 1024],
  [/^audio\/(aac|amr|mpeg|mp4|ogg|opus)\b/, 16 * megabyte],
  [/^video\/(mp4|3gpp)$/, 16 * megabyte],
  [/^(application|text)\//, 100 * megabyte],
];

/** Why Meta would not take this file, or null. */
export function mediaRefusal(mimeType: string, bytes: number): string | null {
  const limit = limits.find(([pattern]) => pattern.test(mimeType))?.[1];
  if (limit === undefined)
    return `Param file must be a file with one of the supported types. Received file of type '${mimeType}'.`;
  return bytes > limit ? `File size ${bytes} exceeds the limit of ${limit} for ${mimeType}.` : null;
}
