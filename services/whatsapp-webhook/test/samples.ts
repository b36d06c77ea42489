import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ParsedWebhook } from "@nova/whatsapp";
import { parseEvolutionWebhook } from "@nova/whatsapp/evolution";
import { parseMetaWebhook } from "@nova/whatsapp/meta";

const folder = fileURLToPath(new URL("../../../modules/whatsapp/test/data/", import.meta.url));
const parsers = { meta: parseMetaWebhook, evolution: parseEvolutionWebhook };

export type SampleProvider = keyof typeof parsers;

/** The raw bytes of a sample webhook, as `meta/text`. */
export function sampleBytes(path: string): Buffer {
  return readFileSync(`${folder}${path}.json`);
}

/** A sample webhook as the provider's parser reads it. */
export function parsedSample(path: string): ParsedWebhook {
  const parse = path.startsWith("meta/") ? parsers.meta : parsers.evolution;
  return parse(JSON.parse(sampleBytes(path).toString("utf8")));
}

/** Every sample there is, as `meta/text`. */
export const samplePaths: readonly string[] = (["meta", "evolution"] as const).flatMap((provider) =>
  readdirSync(`${folder}${provider}`).map((file) => `${provider}/${file.replace(/\.json$/, "")}`),
);
