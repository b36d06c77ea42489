import type { Manifest } from "./manifest.ts";

/** Given by the platform, so that no manifest lists them. */
const fromPlatform = /^(PORT|K_[A-Z]+)$/;

/** Whether `env` and `secrets` of the manifest are exactly what the service's config asks for. */
export function checkConfig(manifest: Manifest, configKeys: readonly string[]): string[] {
  const listed = [...manifest.env, ...manifest.secrets];
  const asked = configKeys.filter((name) => !fromPlatform.test(name));
  const where = `services/${manifest.name}`;
  return [
    ...asked
      .filter((name) => !listed.includes(name))
      .map(
        (name) => `${where}/service.json: config.ts asks for ${name}, which neither env nor secrets lists`,
      ),
    ...listed
      .filter((name) => !asked.includes(name))
      .map((name) => `${where}/src/config.ts: service.json lists ${name}, which the config does not ask for`),
  ];
}
