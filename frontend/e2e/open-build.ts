import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { buildDashboard } from "../../infra/local/src/dashboard/build-dashboard.ts";
import { serveDashboard } from "../../infra/local/src/dashboard/serve-dashboard.ts";

export type OpenBuild = { browser: Browser; url: string; end: () => Promise<void> };

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The built dashboard alone before an API, and a browser that has never seen it. */
export async function openBuild(executablePath: string, apiUrl: string): Promise<OpenBuild> {
  const stateDir = await mkdtemp(join(tmpdir(), "nova-dashboard-"));
  const folder = await buildDashboard(root, stateDir);
  const dashboard = await serveDashboard({
    port: 0,
    folder: Promise.resolve(folder),
    settings: {
      VITE_SUPABASE_URL: apiUrl,
      VITE_SUPABASE_ANON_KEY: "sb_publishable_x",
      VITE_API_URL: apiUrl,
    },
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  return {
    browser,
    url: dashboard.url,
    end: async () => {
      await browser.close();
      await dashboard.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
