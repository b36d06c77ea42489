import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { buildDashboard } from "../../infra/local/src/dashboard/build-dashboard.ts";
import { serveDashboard } from "../../infra/local/src/dashboard/serve-dashboard.ts";

export type OpenBuild = { page: Page; url: string; end: () => Promise<void> };

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Nothing listens there: a first load needs neither. */
const nowhere = "http://127.0.0.1:9";

/** The built dashboard alone, and a browser that has never seen it. */
export async function openBuild(executablePath: string): Promise<OpenBuild> {
  const stateDir = await mkdtemp(join(tmpdir(), "nova-dashboard-"));
  const folder = await buildDashboard(root, stateDir);
  const dashboard = await serveDashboard({
    port: 0,
    folder: Promise.resolve(folder),
    settings: {
      VITE_SUPABASE_URL: nowhere,
      VITE_SUPABASE_ANON_KEY: "sb_publishable_x",
      VITE_API_URL: nowhere,
    },
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const page = await browser.newPage({ locale: "pt-BR" });
  return {
    page,
    url: dashboard.url,
    end: async () => {
      await browser.close();
      await dashboard.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
