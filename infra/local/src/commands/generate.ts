import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "@nova/topology";
import { apiTypesFile, currentApiTypes } from "../../../../frontend/scripts/current-api-types.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const checkOnly = process.argv.includes("--check");

const apiTypes = {
  file: relative(root, apiTypesFile),
  current: readFileSync(apiTypesFile, "utf8"),
  wanted: currentApiTypes(),
};
const stale = [...generatedFiles(root), apiTypes].filter(({ current, wanted }) => current !== wanted);
for (const { file, wanted } of checkOnly ? [] : stale) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), wanted);
}
for (const { file } of stale) console.log(checkOnly ? `desatualizado: ${file}` : `gerado: ${file}`);
if (stale.length === 0) console.log("Nada a gerar: tudo em dia.");
if (checkOnly && stale.length > 0) {
  console.log("Rode: npm run generate");
  process.exitCode = 1;
}
