import { createHash } from "node:crypto";
import { fold } from "./script.ts";

const filler = new Set(
  "a o as os um uma uns umas de do da dos das em no na nos nas e ou que se com por para pra ao the of to and".split(
    " ",
  ),
);

/**
 * A vector of length one for a text: texts that share words, or parts of words, point the same way. No meaning is in it, but
 * `preço do curso` and `Qual o preço dos cursos?` are near, as search by vectors needs for a test.
 */
export function embedText(text: string, dimensions: number): number[] {
  const vector = new Float64Array(dimensions);
  const words = fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words) {
    const weight = filler.has(word) ? 0.1 : 1;
    add(vector, `w:${word}`, weight);
    const framed = `_${word}_`;
    for (const size of [3, 4, 5])
      for (let at = 0; at + size <= framed.length; at++)
        add(vector, framed.slice(at, at + size), weight / Math.max(1, framed.length - size + 1));
  }
  if (words.length === 0) add(vector, `t:${text}`, 1);
  const length = Math.hypot(...vector) || 1;
  return Array.from(vector, (value) => Math.fround(value / length));
}

/** Each feature has its place and its sign by its hash. */
function add(vector: Float64Array, feature: string, weight: number): void {
  const digest = createHash("md5").update(feature).digest();
  const place = digest.readUInt32BE(0) % vector.length;
  vector[place] = (vector[place] ?? 0) + (digest.readUInt8(4) & 1 ? weight : -weight);
}
