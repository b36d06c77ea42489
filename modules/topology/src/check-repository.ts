import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { buildTopology } from "./build-topology.ts";
import { checkConfig } from "./check-config.ts";
import { checkLayers } from "./check-layers.ts";
import { checkTopology } from "./check-topology.ts";
import { generatedFiles } from "./generated-files.ts";
import { loadManifests } from "./load-manifests.ts";
import type { Manifest } from "./manifest.ts";

const queueExports = z.object({
  topics: z.record(
    z.string(),
    z.object({ schema: z.custom<z.ZodType>((value) => value instanceof z.ZodType) }),
  ),
});
const configExports = z.object({ configShape: z.record(z.string(), z.unknown()) });

/** Everything that is wrong with how the repository fits together; empty means nothing. */
export async function checkRepository(root: string): Promise<string[]> {
  let manifests: Manifest[];
  try {
    manifests = loadManifests(join(root, "services"));
  } catch (thrown) {
    return [thrown instanceof Error ? thrown.message : String(thrown)];
  }
  const { topics } = queueExports.parse(await load(root, "modules/queue/src/index.ts"));
  const topology = buildTopology(manifests);
  const cronData = topology.crons.flatMap(({ service, name, publish, data }) => {
    const contract = publish === undefined ? undefined : topics[publish];
    if (!contract || contract.schema.safeParse(data).success) return [];
    return [`services/${service}/service.json: cron ${name}: data does not fit the contract of ${publish}`];
  });
  const configs = await Promise.all(manifests.map((manifest) => checkConfigOf(root, manifest)));
  const stale = generatedFiles(root)
    .filter(({ current, wanted }) => current !== wanted)
    .map(({ file }) => `${file}: is stale, run: npm run generate`);
  return [
    ...checkTopology(topology, { contracts: Object.keys(topics) }),
    ...cronData,
    ...configs.flat(),
    ...checkLayers(root),
    ...stale,
  ];
}

async function checkConfigOf(root: string, manifest: Manifest): Promise<string[]> {
  const file = `services/${manifest.name}/src/config.ts`;
  if (!existsSync(join(root, file))) return [`${file}: missing`];
  const loaded = configExports.safeParse(await load(root, file));
  if (!loaded.success) return [`${file}: does not export configShape`];
  return checkConfig(manifest, Object.keys(loaded.data.configShape));
}

async function load(root: string, file: string): Promise<unknown> {
  return import(pathToFileURL(join(root, file)).href);
}
