import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, manifestSchema } from "./manifest.ts";

/** Every service's manifest, by name. Throws one error that lists all that is wrong, with file and path. */
export function loadManifests(servicesDir: string): Manifest[] {
  const problems: string[] = [];
  const manifests = serviceFolders(servicesDir).flatMap((folder) => {
    const file = join(servicesDir, folder, "service.json");
    const shown = `services/${folder}/service.json`;
    const read = readManifest(file, shown, problems);
    if (read && read.name !== folder) {
      problems.push(`${shown}: name is "${read.name}", but its folder is "${folder}"`);
    }
    return read ?? [];
  });
  if (problems.length > 0)
    throw new Error(`Manifests with problems:\n${problems.map((one) => `  - ${one}`).join("\n")}`);
  return manifests;
}

/** The folders that hold a service, in order; `_template` and what an old checkout left behind are none. */
export function serviceFolders(servicesDir: string): string[] {
  return readdirSync(servicesDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[^_.]/.test(entry.name))
    .map((entry) => entry.name)
    .filter((name) =>
      ["service.json", "package.json"].some((file) => existsSync(join(servicesDir, name, file))),
    )
    .sort();
}

function readManifest(file: string, shown: string, problems: string[]): Manifest | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (thrown) {
    problems.push(`${shown}: ${existsSync(file) ? `not JSON (${String(thrown)})` : "missing"}`);
    return undefined;
  }
  const parsed = manifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    problems.push(`${shown}: ${issue.path.join(".") || "(root)"}: ${issue.message}`);
  }
  return undefined;
}
