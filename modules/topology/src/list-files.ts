import { readdirSync } from "node:fs";
import { join } from "node:path";

const notOurs = ["node_modules", "dist"];

/** The paths of all files under a folder, in order; links and what was installed or built there are left out. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return path;
      return entry.isDirectory() && !notOurs.includes(entry.name) ? listFiles(path) : [];
    });
}
