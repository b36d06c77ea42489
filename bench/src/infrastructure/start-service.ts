import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadManifests, nodeFlags } from "@nova/topology";
import { bundleService } from "../../../infra/local/src/bundle.ts";
import { freePort } from "../../../infra/local/src/ports.ts";
import { serviceEnvironment } from "../../../infra/local/src/stack/service-environment.ts";
import type { Scratch } from "../scratch.ts";
import type { Database } from "./start-database.ts";
import { startQueueStandIn } from "./start-queue-stand-in.ts";

const servicesDir = fileURLToPath(new URL("../../../services", import.meta.url));
const nowhere = "http://127.0.0.1:9";

export type Service = { port: number; pid: number };

/** Starts one service from its bundle, as it is deployed: pushes come with no token to check, as behind Cloud Run. */
export async function startService(
  scratch: Scratch,
  { gatewayUrl, settings }: Database,
  name: string,
  own: Record<string, string> = {},
): Promise<Service> {
  const { folder, supervisor } = scratch;
  const manifest = (await loadManifests(servicesDir)).find((one) => one.name === name);
  if (!manifest) throw new Error(`there is no service ${name}`);
  const file = join(folder, "bundles", `${name}.mjs`);
  await bundleService(join(servicesDir, name), file);
  const port = await freePort();
  const addresses = {
    gateway: gatewayUrl,
    broker: await startQueueStandIn(scratch),
    sandbox: nowhere,
    services: { [name]: `http://127.0.0.1:${port}` },
  };
  const env = Object.entries(serviceEnvironment(manifest, port, { settings, addresses, own: {} }));
  const { pid } = await supervisor.start({
    name,
    stage: "services",
    command: process.execPath,
    args: [...nodeFlags(manifest), file],
    cwd: folder,
    env: { ...Object.fromEntries(env.filter(([key]) => !/^PUSH_(OIDC|SERVICE)/.test(key))), ...own },
    readyWhen: { url: `http://127.0.0.1:${port}/health/ready` },
  });
  return { port, pid };
}
