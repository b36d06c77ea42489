import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { InboundProvider } from "../src/index.ts";

const folder = fileURLToPath(new URL("data/", import.meta.url));

/** The raw bytes of a sample webhook. */
export function fixtureBytes(path: string): Buffer {
  return readFileSync(join(folder, path));
}

/** A sample webhook, parsed. */
export function fixture(path: string): unknown {
  return JSON.parse(fixtureBytes(path).toString("utf8"));
}

/** Every sample of one provider, by file name. */
export function fixturesOf(provider: InboundProvider): [name: string, body: unknown][] {
  return readdirSync(join(folder, provider)).map((name) => [name, fixture(`${provider}/${name}`)]);
}
