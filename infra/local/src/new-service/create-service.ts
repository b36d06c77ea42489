import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTopology, generatedFiles, listFiles, loadManifests } from "@nova/topology";
import * as z from "zod";
import { fillTemplate, type KnownTopic, type NewFile } from "./fill-template.ts";
import type { ServiceRequest } from "./parse-request.ts";
import { sampleOf } from "./sample-of.ts";

const queueExports = z.object({
  topics: z.record(
    z.string(),
    z.object({ schema: z.custom<z.ZodType>((value) => value instanceof z.ZodType) }),
  ),
});

export type CreatedService = { files: string[]; hasPublisher: boolean };

/** Writes the new service, its contract if the topic has none, and what is generated from them. */
export async function createService(root: string, request: ServiceRequest): Promise<CreatedService> {
  const known = await knownTopic(root, request);
  const files = fillTemplate(request, readTemplate(join(root, "services", "_template")), known);
  for (const { path } of files) {
    if (existsSync(join(root, path))) throw new Error(`${path} já existe: nada foi escrito.`);
  }
  write(root, files);
  const generated = generatedFiles(root).filter(({ current, wanted }) => current !== wanted);
  write(
    root,
    generated.map(({ file, wanted }) => ({ path: file, text: wanted })),
  );
  const written = [...files.map(({ path }) => path), ...generated.map(({ file }) => file)];
  return { files: written, hasPublisher: known.isPublished || !known.hasContract };
}

async function knownTopic(root: string, { topic }: ServiceRequest): Promise<KnownTopic> {
  const loaded: unknown = await import(pathToFileURL(join(root, "modules/queue/src/index.ts")).href);
  const contract = topic === undefined ? undefined : queueExports.parse(loaded).topics[topic];
  const use = buildTopology(loadManifests(join(root, "services"))).topics.find(({ name }) => name === topic);
  const isPublished = use !== undefined && use.producers.length + use.crons.length > 0;
  if (!contract) return { hasContract: false, sample: {}, isPublished };
  const sample = sampleOf(contract.schema);
  if (sample === undefined)
    throw new Error(`O contrato de ${topic} não tem um exemplo óbvio: copie outro serviço à mão.`);
  return { hasContract: true, sample, isPublished };
}

function readTemplate(folder: string): NewFile[] {
  return listFiles(folder).map((file) => ({
    path: relative(folder, file).split(sep).join("/"),
    text: readFileSync(file, "utf8"),
  }));
}

function write(root: string, files: NewFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
