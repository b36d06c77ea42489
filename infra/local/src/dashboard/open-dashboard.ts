import type { LocalSettings } from "../stack/local-settings.ts";
import type { Addresses } from "../stack/stack-addresses.ts";
import { buildDashboard } from "./build-dashboard.ts";
import { type Dashboard, serveDashboard } from "./serve-dashboard.ts";

type Given = {
  root: string;
  stateDir: string;
  port: number;
  settings: Pick<LocalSettings, "anonKey">;
  addresses: Addresses;
  log: (line: string) => void;
};

/** Serves this clone's dashboard at once; its build goes on beside, and a failed one is told. */
export async function openDashboard({
  root,
  stateDir,
  port,
  settings,
  addresses,
  log,
}: Given): Promise<Dashboard> {
  const folder = buildDashboard(root, stateDir);
  folder.catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  return serveDashboard({
    port,
    folder,
    settings: {
      VITE_SUPABASE_URL: addresses.gateway,
      VITE_SUPABASE_ANON_KEY: settings.anonKey,
      VITE_API_URL: addresses.services["platform-api"] ?? "",
    },
    // Stored webhooks are looked at on this machine only.
    elsewhere: (path) => (path.startsWith("/webhooks/") ? `${addresses.panel}${path}` : undefined),
  });
}
