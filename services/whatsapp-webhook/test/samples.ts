import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type InboundProvider, inboundProviders, type ParsedWebhook } from "@nova/whatsapp";
import { parseWebhook } from "@nova/whatsapp/inbound";

const folder = fileURLToPath(new URL("../../../modules/whatsapp/test/data/", import.meta.url));
const receivedAt = new Date("2026-03-20T12:00:00Z");

/** The raw bytes of a sample webhook, as `meta/text`. */
export function sampleBytes(path: string): Buffer {
  return readFileSync(`${folder}${path}.json`);
}

/** A sample webhook as the provider's parser reads it. */
export function parsedSample(path: string): ParsedWebhook {
  return parseWebhook(providerOf(path), JSON.parse(sampleBytes(path).toString("utf8")), receivedAt);
}

/** Whose sample it is. */
export function providerOf(path: string): InboundProvider {
  const provider = inboundProviders.find((one) => path.startsWith(`${one}/`));
  if (!provider) throw new Error(`no provider posts ${path}`);
  return provider;
}

/** Every sample there is, as `meta/text`. */
export const samplePaths: readonly string[] = inboundProviders.flatMap((provider) =>
  readdirSync(`${folder}${provider}`).map((file) => `${provider}/${file.replace(/\.json$/, "")}`),
);
