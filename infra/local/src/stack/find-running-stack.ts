import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { attempt } from "@nova/error-handler";
import * as z from "zod";
import { type LocalSettings, readLocalSettings } from "./local-settings.ts";
import { type Addresses, addressesOf } from "./stack-addresses.ts";

export type RunningStack = { addresses: Addresses; settings: LocalSettings; stop: () => Promise<void> };

const portsSchema = z.record(z.string(), z.int());

/** The stack of this clone if one is up (its gateway answers with this clone's own key), else undefined. */
export async function findRunningStack(stateDir: string): Promise<RunningStack | undefined> {
  const text = await readFile(join(stateDir, "ports.json"), "utf8").catch(() => undefined);
  const ports = text === undefined ? undefined : await attempt(() => portsSchema.parse(JSON.parse(text)));
  if (!ports?.ok) return undefined; // none, or damaged: choosing ports writes it anew
  const addresses = addressesOf(ports.value);
  const settings = await readLocalSettings(join(stateDir, "secrets.json"));
  const isOurs = await fetch(`${addresses.gateway}/rest/v1/rpc/list_migrations`, {
    method: "POST",
    headers: {
      apikey: settings.serviceKey,
      authorization: `Bearer ${settings.serviceKey}`,
      "content-type": "application/json",
    },
    body: "{}",
    signal: AbortSignal.timeout(3_000),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
  return isOurs ? { addresses, settings, stop: async () => {} } : undefined;
}
