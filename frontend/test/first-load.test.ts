import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const budget = 250_000;
let outDir: string;

beforeAll(async () => {
  // Vitest says "test", and React would be built as for developers.
  vi.stubEnv("NODE_ENV", "production");
  outDir = await mkdtemp(join(tmpdir(), "nova-frontend-"));
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(outDir, { recursive: true, force: true });
});

const zipped = async (file: string) => gzipSync(await readFile(join(outDir, file))).length;

test("the first load is under 250 kB of script, with room for the first page", async () => {
  const page = await readFile(join(outDir, "index.html"), "utf8");
  const entry = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file = ""]) => file);
  const assets = await readdir(join(outDir, "assets"));
  const first = assets
    .filter((name) => /^(workplace|campaign-list|progress-bar|paged-table|problem-notice)-.*\.js$/.test(name))
    .map((name) => `assets/${name}`);
  expect(entry.length).toBeGreaterThan(0);
  expect(first.length).toBeGreaterThan(0);
  const sizes = await Promise.all([...entry, ...first].map(zipped));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(budget);
});

test("pages that are not opened are not loaded", async () => {
  const assets = await readdir(join(outDir, "assets"));
  for (const page of ["campaign-page", "wizard-page", "import-new", "settings-page", "en"])
    expect(assets.some((name) => name.startsWith(`${page}-`) && name.endsWith(".js"))).toBe(true);
});

test("no service key and no server's address is in the build", async () => {
  const assets = (await readdir(join(outDir, "assets"))).filter((name) => name.endsWith(".js"));
  const code = (await Promise.all(assets.map((name) => readFile(join(outDir, "assets", name), "utf8")))).join(
    "\n",
  );
  expect(code).not.toMatch(/sb_secret_[\w-]{8}|127\.0\.0\.1:\d/);
});
