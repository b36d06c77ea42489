import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, version } from "esbuild";
import * as z from "zod";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** CommonJS packages inside an ESM file still ask for require and for their folder. */
const banner = `import { createRequire as __novaRequire } from "node:module";
import { fileURLToPath as __novaPath } from "node:url";
const require = __novaRequire(import.meta.url);
const __novaFile = __novaPath(import.meta.url);
const __novaDir = __novaPath(new URL(".", import.meta.url));`;

const stampSchema = z.object({ builtWith: z.string(), inputs: z.record(z.string(), z.string()) });
/** White space and long forms cost a tenth of a cold start; names stay, for stack traces. */
const options = { sourcemap: false, minifyWhitespace: true, minifySyntax: true } as const;
const builtWith = `${version} ${JSON.stringify(options)} ${banner}`;

/**
 * Makes one ESM file of a service (name it `.mjs`), which runs in an empty folder with Node alone. What is reached
 * through `import()` is inside too, but runs only when it is asked for. Does nothing if no source has changed.
 */
export async function bundleService(serviceDir: string, outFile: string): Promise<void> {
  const stampFile = `${outFile}.inputs.json`;
  if (existsSync(outFile) && (await isCurrent(stampFile))) return;
  const { metafile, outputFiles } = await build({
    entryPoints: [join(serviceDir, "src", "main.ts")],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outfile: outFile,
    format: "esm",
    platform: "node",
    target: "node22",
    ...options,
    legalComments: "none",
    banner: { js: banner },
    define: { __filename: "__novaFile", __dirname: "__novaDir" },
    metafile: true,
    logLevel: "error",
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error(`esbuild made nothing of ${serviceDir}`);
  await mkdir(dirname(outFile), { recursive: true });
  await writeAtomically(outFile, bundle.contents);
  const files = Object.keys(metafile.inputs).map((file) => resolve(root, file));
  const inputs = Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await fingerprint(file)])),
  );
  await writeAtomically(stampFile, JSON.stringify({ builtWith, inputs }));
}

/** Bundles every service (a folder with a `service.json`) to `<outDir>/<folder>.mjs`; returns the files by folder name. */
export async function bundleAll(servicesDir: string, outDir: string): Promise<Record<string, string>> {
  const folders = await readdir(servicesDir, { withFileTypes: true });
  const services = folders
    .filter((folder) => folder.isDirectory() && !folder.name.startsWith("_"))
    .map(({ name }) => name)
    .filter((name) => existsSync(join(servicesDir, name, "service.json")));
  const bundles = services.map((name) => [name, join(outDir, `${name}.mjs`)] as const);
  await Promise.all(bundles.map(([name, outFile]) => bundleService(join(servicesDir, name), outFile)));
  return Object.fromEntries(bundles);
}

async function isCurrent(stampFile: string): Promise<boolean> {
  try {
    const stamp = stampSchema.parse(JSON.parse(await readFile(stampFile, "utf8")));
    if (stamp.builtWith !== builtWith) return false;
    const files = Object.entries(stamp.inputs);
    const same = await Promise.all(files.map(async ([file, print]) => (await fingerprint(file)) === print));
    return same.every(Boolean);
  } catch {
    return false;
  }
}

async function fingerprint(file: string): Promise<string> {
  const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: -1 }));
  return `${mtimeMs}:${size}`;
}

async function writeAtomically(file: string, contents: string | Uint8Array): Promise<void> {
  await writeFile(`${file}.${process.pid}`, contents);
  await rename(`${file}.${process.pid}`, file);
}
