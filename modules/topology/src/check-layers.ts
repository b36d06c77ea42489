import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { listFiles } from "./list-files.ts";

/** What each module may import of ours; a module that is not named hides an outside system and gets `vendor`. */
const allowed: Record<string, readonly string[] | "any"> = {
  "error-handler": [],
  "http-client": [],
  pacing: [],
  conversation: [],
  topology: [],
  "contact-import": ["error-handler", "whatsapp"],
  runtime: ["error-handler", "queue"],
  testing: "any",
};
const vendor = ["error-handler", "http-client"];
const mayReadEnvironment = ["runtime", "testing"];
const longestFile = 200;
const emptyNames = /^(utils?|helpers?|common|managers?)\.ts$/;

type Source = { file: string; group: string; owner: string; isTest: boolean; text: string };

/** Where the code breaks the layering, the file rules or the rule that only `main.ts` reads the environment. */
export function checkLayers(root: string): string[] {
  const moduleNames = folders(join(root, "modules"));
  return ["services", "modules"].flatMap((group) =>
    folders(join(root, group)).flatMap((owner) =>
      sources(root, group, owner).flatMap((source) =>
        checkSource(source, moduleNames).map((what) => `${source.file}: ${what}`),
      ),
    ),
  );
}

function checkSource(source: Source, moduleNames: string[]): string[] {
  const name = basename(source.file);
  const code = source.text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
  const problems = importsOf(code).flatMap((specifier) => checkImport(source, specifier, moduleNames) ?? []);
  if (!/^[a-z\d]+(-[a-z\d]+)*(\.[a-z]+)?(\.test|\.d|\.config)?\.ts$/.test(name))
    problems.push("name it in kebab-case");
  if (emptyNames.test(name)) problems.push("name it for what it does");
  if (source.isTest) return problems;
  const lines = source.text.trimEnd().split("\n").length;
  if (lines > longestFile) problems.push(`${lines} lines: split it (at most ${longestFile})`);
  if (/\bprocess[.]env\b/.test(code) && !maySeeEnvironment(source))
    problems.push("only main.ts and modules/runtime read the environment");
  return problems;
}

function maySeeEnvironment({ group, owner, file }: Source): boolean {
  return group === "services" ? file.endsWith("/src/main.ts") : mayReadEnvironment.includes(owner);
}

function checkImport(source: Source, specifier: string, moduleNames: string[]): string | undefined {
  const { group, owner, isTest, file } = source;
  if (specifier.startsWith(".")) {
    const home = resolve("/", group, owner);
    const target = resolve("/", dirname(file), specifier);
    return target.startsWith(home + sep) ? undefined : `imports ${specifier}, which leaves ${group}/${owner}`;
  }
  const ours = /^@nova\/([^/]+)/.exec(specifier)?.[1];
  if (ours === undefined || ours === owner) return undefined;
  if (isTest)
    return group === "services" && !moduleNames.includes(ours) && ours !== "database"
      ? `imports ${specifier}: a service never knows another`
      : undefined;
  if (ours === "testing") return "imports @nova/testing outside of a test";
  if (group === "services")
    return moduleNames.includes(ours) ? undefined : `imports ${specifier}: a service may import modules only`;
  const may = allowed[owner] ?? vendor;
  if (may === "any" || may.includes(ours)) return undefined;
  return `imports ${specifier}; modules/${owner} may import ${may.join(", ") || "nothing of ours"}`;
}

const importForms = [
  /(?:^|[\n;])\s*(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']/g,
  /(?:^|[\n;])\s*import\s*["']([^"']+)["']/g,
  /\bimport\s*\(\s*["']([^"']+)["']/g,
];

function importsOf(code: string): string[] {
  return importForms.flatMap((form) => [...code.matchAll(form)].flatMap(([, specifier]) => specifier ?? []));
}

function sources(root: string, group: string, owner: string): Source[] {
  const home = join(root, group, owner);
  return listFiles(home)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const file = relative(root, path).split(sep).join("/");
      const isTest = relative(home, path).split(sep).includes("test");
      return { file, group, owner, isTest, text: readFileSync(path, "utf8") };
    });
}

function folders(parent: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}
