import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { runToEnd } from "../src/processes/run-to-end.ts";

const real = fileURLToPath(new URL("../../../", import.meta.url));
const packageSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

const copied = ["modules", "services/_template", "infra/local/src", "infra/local/package.json"];
const settings = ["package.json", "tsconfig.base.json", "biome.json", ".gitignore"];

/** A copy of the workspace without its services, in which the real commands can run and break nothing. */
export function createWorkspaceCopy() {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "nova-new-service-"));
  const filter = (source: string) => !source.split(sep).includes("node_modules");
  for (const path of [...copied, ...settings])
    cpSync(join(real, path), join(root, path), { recursive: true, filter });
  // Its own folder with links in it: an install gone wrong could only remove the links.
  mkdirSync(join(root, "node_modules"));
  for (const name of readdirSync(join(real, "node_modules"))) {
    if (!name.startsWith(".") || name === ".bin") {
      symlinkSync(join(real, "node_modules", name), join(root, "node_modules", name));
    }
  }
  mkdirSync(join(root, "stub"));
  writeFileSync(join(root, "stub", "pnpm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  link(root);

  const path = [join(root, "stub"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  const run = (command: string, args: string[]) =>
    runToEnd(command, args, {
      cwd: root,
      env: { PATH: path, HOME: root, NO_COLOR: "1" },
      timeoutMs: 60_000,
      capture: true,
    });
  return {
    root,
    run,
    bin: (name: string, args: string[]) => run(join(root, "node_modules", ".bin", name), args),
    newService: async (...args: string[]) => {
      const result = await run(process.execPath, ["infra/local/src/commands/new-service.ts", ...args]);
      link(root);
      return result;
    },
    read: (file: string) => readFileSync(join(root, file), "utf8"),
    write: (file: string, text: string) => writeFileSync(join(root, file), text),
  };
}

/** What `pnpm install` would do: our own packages from the copy, all others from the real workspace. */
function link(root: string): void {
  const folders = [
    "infra/local",
    ...["modules", "services"].flatMap((group) =>
      readdirSync(join(root, group)).map((name) => `${group}/${name}`),
    ),
  ];
  const packages = folders.map((folder) => ({
    folder,
    ...packageSchema.parse(JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))),
  }));
  for (const { folder, dependencies } of packages) {
    const source = existsSync(join(real, folder)) ? folder : "services/_template";
    for (const name of Object.keys(dependencies)) {
      const ours = packages.find((one) => one.name === name);
      const target = ours ? join(root, ours.folder) : join(real, source, "node_modules", name);
      const place = join(root, folder, "node_modules", name);
      if (existsSync(place) || !existsSync(target)) continue;
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(realpathSync(target), place);
    }
  }
}
